//! What of the private base a viewpoint is shown, against a plain list of films.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use afisha::catalog::{CarrierKey, CarrierRecord, Film, IdentifiedFilm, InfoHash, Moment, Text};
use afisha::query::text_arena::Pieces;
use afisha::query::torrents::{TorrentBase, TorrentQuery, TorrentView};
use afisha::query::visible::{AccessibleFilms, Visible};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::generate;
use super::twin::{setup, snapshot};
use crate::support::catalogue::text;

/// Few hashes, so that films share them.
fn hash(number: u8) -> InfoHash {
    InfoHash::from_bytes(&[number; 20]).unwrap()
}

/// What each item carries, by film and item; those past the end of the list carry nothing.
type Carried = Vec<Option<(u8, &'static str, i64)>>;

fn carried() -> impl Strategy<Value = Carried> {
    let titles = vec!["Брат.2.2000", "брат 2", "100% AND_NEAR(", "Ёлки", "елки 2", "x"];
    let opened = generate::moment().prop_map(|moment| moment.0);
    vec(proptest::option::weighted(0.8, (0_u8..9, select(titles), opened)), 0..40)
}

/// Hands out to items what they carry.
fn carriers(films: &[Film], carried: &Carried) -> Vec<(IdentifiedFilm, Vec<CarrierRecord>)> {
    let mut left = carried.iter();
    let records = |film: &Film| {
        let mut its = Vec::new();
        for item in film.items.as_slice() {
            if let Some((number, title, opened)) = left.next().copied().flatten() {
                let key = CarrierKey { hash: hash(number), film: film.id, number: item.number };
                its.push(CarrierRecord { key, title: title.to_owned(), opened: Moment(opened) });
            }
        }
        (identified(film), its)
    };
    films.iter().map(records).collect()
}

fn identified(film: &Film) -> IdentifiedFilm {
    IdentifiedFilm {
        id: film.id,
        imdb_id: None,
        tmdb_id: film.tmdb_id,
        title: film.title.clone(),
        original_title: film.original_title.clone(),
        year: film.year,
        imdb_mark: None,
        imdb_votes: None,
        is_series: false,
    }
}

/// The plain way: for each hash the moment since when it is shown, and the title of what shows it.
fn plain(
    films: &[Film],
    carriers: &[(IdentifiedFilm, Vec<CarrierRecord>)],
    groups: &BTreeSet<Text>,
    now: Moment,
) -> BTreeMap<InfoHash, (Moment, CarrierKey, String)> {
    let mut rows: BTreeMap<InfoHash, (Moment, CarrierKey, String)> = BTreeMap::new();
    for record in carriers.iter().flat_map(|(_, records)| records) {
        let film = films.iter().find(|film| film.id == record.key.film).unwrap();
        let item = film.items.as_slice().iter().find(|item| item.number == record.key.number).unwrap();
        let Some(published) = film.published else { continue };
        let may = film.access.is_empty() || film.access.iter().any(|name| groups.contains(name));
        if published > now || item.published > now || !may {
            continue;
        }
        let row = (published.max(item.published).max(record.opened), record.key, record.title.clone());
        let best = rows.entry(record.key.hash).or_insert_with(|| row.clone());
        if (row.0, row.1) < (best.0, best.1) {
            *best = row;
        }
    }
    rows
}

fn view(films: &[Film], base: &Arc<TorrentBase>, groups: &BTreeSet<Text>, now: Moment) -> TorrentView {
    let snapshot = snapshot(&setup(), films);
    let accessible = AccessibleFilms::new(&snapshot, groups);
    Visible::for_peer(&snapshot, &accessible, now).torrents(base)
}

fn groups() -> impl Strategy<Value = BTreeSet<Text>> {
    select(vec![vec![], vec!["city"], vec!["city", "region"], vec!["mars"]])
        .prop_map(|names| names.into_iter().map(text).collect())
}

proptest! {
    #[test]
    fn pages_hold_what_is_shown_and_nothing_else(
        films in generate::films(),
        carried in carried(),
        groups in groups(),
        (now, since) in (generate::moment(), proptest::option::of(generate::moment())),
        (limit, after) in (1_usize..6, proptest::option::of(0_u8..10)),
    ) {
        let carriers = carriers(&films, &carried);
        let view = view(&films, &Arc::new(TorrentBase::new(carriers.clone())), &groups, now);
        let shown = plain(&films, &carriers, &groups, now);
        prop_assert_eq!(view.len(), shown.len());
        let expected: Vec<(InfoHash, Moment)> = shown.iter()
                        .filter(|(hash, (created, ..))| after.is_none_or(|after| **hash > super::torrents::hash(after)) && since.is_none_or(|since| *created > since))
            .map(|(hash, (created, ..))| (*hash, *created))
            .collect();
        let page = view.export(since, after.map_or(Bound::Unbounded, |after| Bound::Excluded(hash(after))), limit);
        let rows: Vec<(InfoHash, Moment)> = page.rows.iter().map(|row| (row.key().hash, row.created())).collect();
        prop_assert_eq!(&rows, &expected[..limit.min(expected.len())]);
        prop_assert_eq!(page.more, expected.len() > limit);
        for number in 0..9 {
            let row = view.of(&[hash(number)]).first().map(|row| (row.created(), row.key()));
            prop_assert_eq!(row, shown.get(&hash(number)).map(|(created, key, _)| (*created, *key)));
        }
    }

    #[test]
    fn search_finds_every_title_with_all_pieces_and_counts_what_is_shown(
        films in generate::films(),
        carried in carried(),
        groups in groups(),
        now in generate::moment(),
        query in select(vec!["брат", "БРАТ 2", "2", "%", "_", "near( and", "ё", "х", "x", "елки 2", "2 ЕЛКИ"]),
        (offset, limit) in (0_usize..4, 1_usize..4),
    ) {
        let carriers = carriers(&films, &carried);
        let view = view(&films, &Arc::new(TorrentBase::new(carriers.clone())), &groups, now);
        let folded = |text: &str| text.to_lowercase().replace('ё', "е");
        let mut expected: Vec<(Moment, InfoHash)> = plain(&films, &carriers, &groups, now).into_iter()
            .filter(|(_, (.., title))| folded(query).split(' ').all(|piece| folded(title).contains(piece)))
            .map(|(hash, (created, ..))| (created, hash))
            .collect();
        expected.sort_by_key(|(created, hash)| (std::cmp::Reverse(*created), *hash));
        let found = view.search(&TorrentQuery::Title(Pieces::new([query]).unwrap()), offset, limit);
        let rows: Vec<(Moment, InfoHash)> = found.rows.iter().map(|row| (row.created(), row.key().hash)).collect();
        prop_assert_eq!(rows, expected.iter().skip(offset).take(limit).copied().collect::<Vec<_>>());
        prop_assert_eq!(found.total, expected.len());
    }

    #[test]
    fn a_base_after_edits_equals_one_made_anew(
        (before, after) in (generate::films(), generate::films()),
        (carried_before, carried_after) in (carried(), carried()),
    ) {
        let base = TorrentBase::new(carriers(&before, &carried_before));
        let removed: Vec<_> = before.iter().map(|film| film.id).filter(|id| !after.iter().any(|film| film.id == *id)).collect();
        let written = carriers(&after, &carried_after);
        prop_assert_eq!(base.next(written.clone(), &removed), TorrentBase::new(written));
    }
}
