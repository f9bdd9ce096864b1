//! Making snapshots: from nothing, or from the one before and what changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;

use crate::catalog::{Film, FilmId, Moment, Tag};
use crate::query::search::{Document, IndexBuilder, PersonName, SearchIndex, Standing, TooManyWords};

use super::base::{Base, Parts};
use super::entry::FilmEntry;
use super::faces::{FaceArena, FacePlace, Faces};
use super::family::Family;
use super::maker::{FilmMaker, MadeFilm, MadeFilms};
use super::moves::{EntryChanges, FilmEntries, Moves};
use super::popularity::{ViewCounts, popularity};
use super::row::{Row, TagNo};
use super::setup::Setup;
use super::spaces::{FilmSets, SetSources};
use super::tags::RenderedTags;
use super::timed::Timed;
use super::whole::Snapshot;

/// What is known of a film that was put, besides its entry.
#[derive(Debug)]
struct Come {
    face: FacePlace,
    families: Box<[Family]>,
}

/// Collects what the next snapshot will hold.
#[derive(Debug)]
pub struct SnapshotBuilder {
    setup: Arc<Setup>,
    before: Option<Snapshot>,
    tags: Arc<RenderedTags>,
    changes: EntryChanges,
    /// Those of the snapshot before and of the films put since.
    faces: FaceArena,
    /// Of the films put since.
    come: BTreeMap<FilmId, Come>,
    views: Arc<ViewCounts>,
    indexing: Indexing,
    /// What is kept where the next index cannot be built.
    search: Option<Arc<SearchIndex>>,
}

impl SnapshotBuilder {
    /// Starts from an empty catalogue.
    pub fn new(setup: Arc<Setup>) -> Self {
        let (indexing, faces) = (Indexing::new(&setup), FaceArena::new(setup.render.element()));
        Self {
            setup,
            before: None,
            tags: Arc::default(),
            changes: EntryChanges::new(),
            faces,
            come: BTreeMap::new(),
            views: Arc::default(),
            indexing,
            search: None,
        }
    }

    /// Starts from an empty catalogue in the place of a snapshot, of which only the search index is kept, and only where
    /// the next one cannot be built.
    pub fn in_place_of(snapshot: &Snapshot) -> Self {
        Self { search: Some(Arc::clone(&snapshot.search)), ..Self::new(snapshot.shared_setup()) }
    }

    /// Starts from what a snapshot holds.
    pub fn from_snapshot(snapshot: &Snapshot) -> Self {
        let base = &snapshot.base;
        Self {
            setup: Arc::clone(&base.setup),
            before: Some(snapshot.clone()),
            tags: Arc::clone(&base.tags),
            changes: EntryChanges::new(),
            faces: base.faces.arena(),
            come: BTreeMap::new(),
            views: Arc::clone(&base.views),
            indexing: match &snapshot.search {
                search if search.is_behind() => Indexing::Anew,
                search => Indexing::Following(Arc::clone(search), BTreeSet::new()),
            },
            search: Some(Arc::clone(&snapshot.search)),
        }
    }

    /// Replaces all tags; films go on to bear those whose ids stay.
    pub fn set_tags(&mut self, tags: Vec<Tag>) {
        // They come with every change of the catalogue, and are seldom what changed.
        if self.tags.is(&tags) {
            return;
        }
        let next = self.tags.next(tags, &*self.setup.render);
        let before = self.before.iter().flat_map(|before| before.base.entries.values());
        let films = before.chain(self.changes.values().flatten()).map(|entry| &**entry);
        self.indexing.rename(&self.tags, &next, films);
        self.tags = Arc::new(next);
        for (id, come) in &mut self.come {
            if let Some(entry) = self.changes.get(id).and_then(Option::as_ref) {
                come.face = entry.renew_face(come.face, (&self.tags, &self.setup), &mut self.faces);
            }
        }
    }

    /// Adds a film, or replaces the one with its id. Its tags must be [set](Self::set_tags) before.
    pub fn put(&mut self, film: &Film) {
        let mut made = MadeFilms::default();
        self.maker().make(std::slice::from_ref(film), &mut made);
        self.take(&mut made);
    }

    /// Returns what the snapshot will be set up with.
    pub fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup)
    }

    /// Returns what makes films that bear the tags that are set.
    pub fn maker(&self) -> FilmMaker {
        FilmMaker::new(&self.setup, &self.tags)
    }

    /// Adds films, or replaces those with their ids. Other tags must not be set since their [maker](Self::maker) was taken.
    pub fn take(&mut self, made: &mut MadeFilms) {
        made.drain(|MadeFilm { entry, families, .. }, element| {
            let face = self.faces.put(element);
            if let Some(other) = self.come.insert(entry.id, Come { face, families }) {
                self.faces.drop(other.face);
            }
            self.indexing.put(&entry, &self.tags);
            self.changes.insert(entry.id, Some(entry));
        });
    }

    /// Takes a film out.
    pub fn remove(&mut self, id: FilmId) {
        self.changes.insert(id, None);
        if let Some(come) = self.come.remove(&id) {
            self.faces.drop(come.face);
        }
    }

    /// Replaces how often films were viewed, of which popularity is made.
    pub fn set_views(&mut self, views: Arc<ViewCounts>) {
        self.views = views;
    }

    /// Makes the snapshot of this generation, ready for the moment, with nothing known of viewers in common.
    ///
    /// Where the search index cannot be built, that is logged, and the index before stays: films are found by the texts
    /// they had.
    ///
    /// # Errors
    /// The search index cannot be built, and there is none before it.
    pub fn build(self, generation: i64, at: Moment) -> Result<Snapshot, TooManyWords> {
        let before = self.before.as_ref();
        let none = FilmEntries::default();
        let (entries, moves) = Moves::make(before.map_or(&none, |before| &before.base.entries), self.changes);
        let (setup, tags, views, search) = (self.setup, self.tags, self.views, self.search);
        let (places, families): (Vec<_>, Vec<_>) =
            self.come.into_values().map(|come| (come.face, come.families)).unzip();
        let families = moves.fresh().iter().copied().zip(families).collect();
        let faces = match before {
            Some(before) => before.base.next_faces(self.faces, &places, &moves, (&tags, &entries)),
            None => Faces::new(self.faces, places.into_iter().collect()),
        };
        let parts = Parts {
            setup: Arc::clone(&setup),
            generation,
            tags: Arc::clone(&tags),
            entries: entries.clone(),
            faces,
            views: Arc::clone(&views),
            families,
        };
        let popularity = |entry: &FilmEntry| popularity(entry, &views).unwrap_or_default();
        let stay = before.filter(|before| !moves.shift() && Arc::ptr_eq(&before.base.views, &views));
        let indexed =
            Indexed { entries: &entries, tags: &tags, popularity: &popularity, stay: stay.map(|stay| &*stay.base) };
        thread::scope(|scope| {
            let finishing = scope.spawn(|| self.indexing.finish(&setup, indexed, search));
            let (base, timed, sets) = match before {
                Some(before) => {
                    let (base, splices) = Base::new(parts, Some((&before.base, &moves)));
                    let (timed, moves) = before.timed.next(&base, &moves, at);
                    let next = SetSources { base: &base, timed: &timed };
                    let sets = before.sets.following(next, Some((&before.base, &splices)), &moves);
                    (base, timed, sets)
                }
                None => {
                    let timing = scope.spawn(|| Timed::new(&setup, &entries, at));
                    let (base, _) = Base::new(parts, None);
                    let sets = FilmSets::new(&base);
                    (base, timing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), sets)
                }
            };
            let search = finishing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            Ok(Snapshot {
                base: Arc::new(base),
                timed: Arc::new(timed),
                sets: Arc::new(sets),
                search,
                together: Arc::default(),
            })
        })
    }
}

/// The most films that may live beside the bulk of a search index before it is built anew.
const MAX_EDITED: usize = 10_000;

/// How the search index of the next snapshot comes about.
#[derive(Debug)]
enum Indexing {
    /// Anew, film by film as they come.
    Growing(Box<IndexBuilder>),
    /// From the index of the snapshot before, and the films put since.
    Following(Arc<SearchIndex>, BTreeSet<FilmId>),
    /// Anew, from all films once they are there.
    Anew,
}

impl Indexing {
    /// Starts with no film.
    fn new(setup: &Setup) -> Self {
        Self::Growing(Box::new(IndexBuilder::new(setup.search_words)))
    }

    /// Takes note of films whose people have other names now.
    fn rename<'a>(&mut self, from: &RenderedTags, to: &RenderedTags, films: impl Iterator<Item = &'a FilmEntry>) {
        let renamed = |tag: &TagNo| from.person(*tag) != to.person(*tag);
        let numbers = (0..from.given()).map(TagNo::at);
        let renamed: Vec<bool> = numbers.map(|tag| renamed(&tag)).collect();
        if !renamed.contains(&true) {
            return;
        }
        let mut renamed = films.filter(|film| film.tags().any(|tag| renamed[tag.index()])).map(|film| film.id);
        match self {
            Self::Following(_, changed) => changed.extend(renamed),
            Self::Growing(_) if renamed.next().is_some() => *self = Self::Anew,
            Self::Growing(_) | Self::Anew => {}
        }
    }

    /// Takes note of a film.
    fn put(&mut self, entry: &FilmEntry, tags: &RenderedTags) {
        match self {
            // It takes films in the order of ids, none twice.
            Self::Growing(index) if index.last() >= Some(entry.id.get()) => *self = Self::Anew,
            Self::Growing(index) => {
                let people = people_of(entry, tags, |number| index.has_name(number));
                index.add(&document(entry, &people));
            }
            Self::Following(_, changed) => {
                changed.insert(entry.id);
            }
            Self::Anew => {}
        }
    }

    /// Makes the index; where it cannot be made, keeps the one `before`.
    fn finish(
        self,
        setup: &Setup,
        films: Indexed<'_>,
        before: Option<Arc<SearchIndex>>,
    ) -> Result<Arc<SearchIndex>, TooManyWords> {
        let standings = films.standings();
        let made = match self {
            Self::Growing(index) => index.finish(standings.clone()),
            Self::Following(index, changed) if index.edited() + changed.len() <= MAX_EDITED => {
                films.follow(&index, &changed)
            }
            Self::Following(..) | Self::Anew => {
                let mut index = IndexBuilder::new(setup.search_words);
                films.entries.values().for_each(|entry| index.add(&document(entry, &people(entry, films.tags))));
                index.finish(standings.clone())
            }
        };
        match (made, before) {
            (Err(fault), Some(before)) => {
                log::error!("{fault}; films are searched by the texts they had before, and new ones are not found");
                Ok(Arc::new(before.left_behind(standings)))
            }
            (made, _) => made.map(Arc::new),
        }
    }
}

/// What the search index of the next snapshot is made of.
#[derive(Clone, Copy)]
struct Indexed<'a> {
    entries: &'a FilmEntries,
    tags: &'a RenderedTags,
    popularity: &'a (dyn Fn(&FilmEntry) -> f64 + Sync),
    /// What was before, where the films that stay keep their rows and are as popular as they were.
    stay: Option<&'a Base>,
}

impl<'a> Indexed<'a> {
    fn standings(self) -> impl Iterator<Item = Standing> + Clone + use<'a> {
        let standing =
            move |entry: &Arc<FilmEntry>| Standing { id: entry.id.get(), popularity: (self.popularity)(entry) };
        self.entries.values().map(standing)
    }

    /// Returns the index after the one before, where these films were put.
    fn follow(self, before: &SearchIndex, changed: &BTreeSet<FilmId>) -> Result<SearchIndex, TooManyWords> {
        let rows = changed.iter().filter_map(|id| self.entries.find(id, |entry| entry.id));
        let films =
            rows.map(|row| (row, &*self.entries[row])).map(|(row, entry)| (row, entry, people(entry, self.tags)));
        let films: Vec<(Row, &FilmEntry, Vec<PersonName<'_>>)> = films.collect();
        let Some(stay) = self.stay else {
            return before.updated(films.iter().map(|(_, entry, people)| document(entry, people)), self.standings());
        };
        let is_same = |old: &FilmEntry, entry: &FilmEntry, people: &[PersonName<'_>]| {
            let (old_people, popularity) = (self::people(old, &stay.tags), self.popularity);
            document(old, &old_people) == document(entry, people)
                && popularity(old).total_cmp(&popularity(entry)).is_eq()
        };
        let others = films
            .iter()
            .filter(|(row, entry, people)| stay.entries.get(*row).is_none_or(|old| !is_same(old, entry, people)));
        before.updated_in_place(
            others.map(|(row, entry, people)| (document(entry, people), row.bit(), (self.popularity)(entry))),
        )
    }
}

fn document<'a>(entry: &'a FilmEntry, people: &'a [PersonName<'a>]) -> Document<'a> {
    Document {
        id: entry.id.get(),
        title: entry.title(),
        original_title: entry.original_title(),
        year: entry.year,
        people,
    }
}

fn people<'a>(entry: &FilmEntry, tags: &'a RenderedTags) -> Vec<PersonName<'a>> {
    people_of(entry, tags, |_| false)
}

/// Returns the people of a film, with no names where theirs is known: names lie far apart in memory.
fn people_of<'a>(entry: &FilmEntry, tags: &'a RenderedTags, is_known: impl Fn(u32) -> bool) -> Vec<PersonName<'a>> {
    let name = |tag: TagNo| if is_known(tag.number()) { Some("") } else { tags.title(tag) };
    let people = entry.tags().filter(|tag| tags.is_person(*tag));
    people.filter_map(|tag| Some(PersonName { number: tag.number(), name: name(tag)? })).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet, HashMap};

    use proptest::collection::{btree_map, btree_set, vec};
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::device::built_in;
    use crate::catalog::{
        AccessGroup, AccessRules, Age, ByteSize, DeviceProfiles, Mark, Number, Quantity, Rating, RatingType, Ratings,
        Serie, Series, TagId, TagKind, TagName, Text, Year,
    };
    use crate::query::snapshot::Row;
    use wordset::{CountedSet, Line, has, words};

    use crate::query::question::Device;
    use crate::query::search::MAX_WORDS;
    use crate::query::snapshot::body::Titles;
    use crate::query::snapshot::tags::TagFacts;
    use crate::query::snapshot::{Coded, SpaceKey};
    use crate::query::snapshot::{Collation, Packing};

    fn setup() -> Arc<Setup> {
        let city = AccessGroup { name: text("city"), networks: vec!["10.54.0.0/16".parse().unwrap()] };
        Arc::new(Setup {
            devices: DeviceProfiles::new(&built_in()).unwrap(),
            access: AccessRules::new(&[city]),
            packing: Packing::default(),
            render: Box::new(Titles),
            collation: Collation::default(),
            search_words: MAX_WORDS,
        })
    }

    fn text(raw: &str) -> Text {
        Text::new(raw).unwrap()
    }

    fn moment() -> impl Strategy<Value = Moment> {
        (0_i64..8).prop_map(Moment)
    }

    fn series() -> impl Strategy<Value = Series> {
        btree_map(0_u32..4, (moment(), of(Just(ByteSize::MAX))), 0..3).prop_map(|series| {
            let serie = |(number, (published, size))| Serie {
                id: None,
                title: None,
                number: Number(number),
                magnet: None,
                url: None,
                size,
                length: None,
                published,
                quality: None,
                picture_quality: None,
                container: Some(text("mkv")),
                images: vec![],
            };
            Series::new(series.into_iter().map(serie).collect()).unwrap()
        })
    }

    fn film() -> impl Strategy<Value = Film> {
        let about = (1_u64..14, 0..5, of(1_u32..4), moment(), of(moment()), of(0_u8..20));
        let figures = (of(0_u32..3), of(0_u32..3), any::<bool>(), btree_set((1_u32..6).prop_map(TagId), 0..4));
        (about, figures, series(), series()).prop_map(|(about, figures, items, trailers)| {
            let (id, title, year, updated, published, age) = about;
            let (popularity, rank, city, tags) = figures;
            let quantity = |raw: u32| Quantity::new(f64::from(raw));
            let rating = |rank| Rating {
                rating_type: RatingType::Imdb,
                title: None,
                count: None,
                mark: Mark::new(quantity(3), quantity(rank)).unwrap(),
            };
            Film {
                id: FilmId::new(id).unwrap(),
                title: text(&format!("Ёлки {title}")),
                original_title: None,
                desc: None,
                year: year.and_then(Year::new),
                updated,
                published,
                age: age.and_then(Age::new),
                url: None,
                preview: None,
                poster: None,
                user: None,
                kinopoisk_id: None,
                imdb_id: None,
                tmdb_id: None,
                images: vec![],
                tags: tags.into_iter().collect(),
                ratings: Ratings::new(rank.map(rating).into_iter().collect()).unwrap(),
                popularity: popularity.and_then(quantity),
                related: vec![],
                see_also: vec![],
                access: city.then(|| text("city")).into_iter().collect(),
                items,
                trailers,
            }
        })
    }

    /// What happens between two snapshots.
    #[derive(Clone, Debug)]
    struct Round {
        put: Vec<Film>,
        removed: BTreeSet<FilmId>,
        /// The tags there are besides those that films bear, and what titles of tags begin with.
        tags: Option<(BTreeSet<TagId>, &'static str)>,
        views: Option<HashMap<FilmId, u32>>,
        at: Moment,
    }

    fn rounds() -> impl Strategy<Value = Vec<Round>> {
        let id = || (1_u64..14).prop_map(|id| FilmId::new(id).unwrap());
        let tags = (btree_set((1_u32..6).prop_map(TagId), 0..5), prop_oneof![Just("a"), Just("b")]);
        let views = of(proptest::collection::hash_map(id(), 0_u32..9, 0..4));
        let round = (vec(film(), 0..6), btree_set(id(), 0..3), of(tags), views, moment());
        vec(round.prop_map(|(put, removed, tags, views, at)| Round { put, removed, tags, views, at }), 1..6)
    }

    /// A catalogue as the database would have it: no film bears a tag that is not there.
    #[derive(Default)]
    struct Catalogue {
        films: BTreeMap<FilmId, Film>,
        tags: BTreeMap<TagId, Tag>,
        views: Arc<ViewCounts>,
    }

    impl Catalogue {
        fn edit(&mut self, round: &Round) {
            self.films.extend(round.put.iter().map(|film| (film.id, film.clone())));
            self.films.retain(|id, _| !round.removed.contains(id));
            let borne: BTreeSet<TagId> = self.films.values().flat_map(|film| film.tags.iter().copied()).collect();
            let tag = |id: TagId, title: &str| {
                let (name, title) = (TagName::new(&format!("t{}", id.0)).unwrap(), text(&format!("{title}{}", id.0)));
                Tag { id, name, title, kind: TagKind::Actor, url: None }
            };
            if let Some((others, title)) = &round.tags {
                self.tags = others.union(&borne).map(|id| (*id, tag(*id, title))).collect();
            }
            for id in borne {
                self.tags.entry(id).or_insert_with(|| tag(id, "a"));
            }
            if let Some(views) = &round.views {
                self.views = Arc::new(ViewCounts { by_film: views.clone(), at: round.at });
            }
        }

        fn anew(&self, setup: &Arc<Setup>, at: Moment) -> Snapshot {
            let mut builder = SnapshotBuilder::new(Arc::clone(setup));
            builder.set_tags(self.tags.values().cloned().collect());
            self.films.values().for_each(|film| builder.put(film));
            builder.set_views(Arc::clone(&self.views));
            builder.build(0, at).unwrap()
        }

        fn follow(&self, before: &Snapshot, round: &Round) -> Snapshot {
            let mut builder = SnapshotBuilder::from_snapshot(before);
            builder.set_tags(self.tags.values().cloned().collect());
            round.put.iter().for_each(|film| builder.put(film));
            round.removed.iter().for_each(|id| builder.remove(*id));
            builder.set_views(Arc::clone(&self.views));
            builder.build(0, round.at).unwrap()
        }
    }

    /// Returns each film by title with the ids of its tags: numbers of tags may differ.
    fn films(snapshot: &Snapshot) -> Vec<(FilmId, &str, Vec<TagId>)> {
        let tags = snapshot.tags();
        let ids = |entry: &FilmEntry| entry.tags().filter_map(|tag| tags.get(tag)).map(|tag| tag.id).collect();
        snapshot.base.rows().map(|(_, entry)| (entry.id, entry.title(), ids(entry))).collect()
    }

    /// Returns each tag with its bytes and the rows of the films that bear it.
    fn tags(snapshot: &Snapshot) -> Vec<(TagFacts<'_>, Vec<u8>, Vec<u32>)> {
        let bearers = |tag: TagFacts<'_>| snapshot.tagged(tag.name).unwrap().bitmap().iter().collect();
        snapshot.tags().iter().map(|(tag, bytes)| (tag, bytes.to_vec(), bearers(tag))).collect()
    }

    fn assert_same(followed: &Snapshot, anew: &Snapshot) {
        assert_eq!(films(followed), films(anew));
        assert_eq!(tags(followed), tags(anew));
        for (row, entry) in anew.base.rows() {
            assert_eq!(followed.face(row).bytes(), anew.face(row).bytes(), "{}", entry.id);
            for device in anew.setup().devices.profiles().map(Device::Of) {
                assert_eq!(followed.entry(row).showing(device), entry.showing(device), "{}", entry.id);
            }
        }
        let (a, b) = (&followed.base, &anew.base);
        assert_eq!((&a.bitmaps.years, &a.bitmaps.ages), (&b.bitmaps.years, &b.bitmaps.ages));
        assert_eq!(a.bitmaps.accessible, b.bitmaps.accessible);
        assert_eq!((&a.year, &a.title, &a.ratings), (&b.year, &b.title, &b.ratings));
        assert_eq!((&a.views, &a.popularity), (&b.views, &b.popularity));
        assert_eq!(a.families, b.families);
        assert_eq!(followed.timed, anew.timed);
        assert_eq!((a.column(SpaceKey::Id), &a.ids), (b.column(SpaceKey::Id), &b.ids));
        assert_eq!(a.coded(Coded::Updated), b.coded(Coded::Updated));
        let moments = [i64::MIN, -1, 2, 5, 9, i64::MAX].map(Moment);
        assert!(moments.into_iter().all(|at| followed.moved(at) == anew.moved(at)));
    }

    /// Makes all sets that there can be; tells whether a film is in one of the wrong sets, or not in one of the right.
    fn assert_sets(snapshot: &Snapshot) {
        let (base, timed) = (&snapshot.base, &snapshot.timed);
        let clients = ["192.0.2.1", "10.54.0.1"].map(|address| base.setup.access.set_of(address.parse().unwrap()));
        let views = base.setup.devices.profiles().flat_map(|profile| clients.map(|groups| (profile, groups)));
        let views: Vec<_> =
            views.flat_map(|(profile, groups)| SpaceKey::every().map(move |key| (key, profile, groups))).collect();
        for (key, profile, groups) in views {
            let view = snapshot.view(key, (profile, groups)).unwrap();
            let shown = timed.shown_to(base, profile, groups.index()).unwrap();
            let has = |set: &[Line], place: usize| has(words(set), place);
            for (row, entry) in base.rows() {
                let place = view.column.place(row);
                let is_shown = shown.contains(row.bit());
                let is_trailer = snapshot.trailer_films().is_some_and(|films| films.contains(row.bit()));
                assert_eq!(has(view.shown.all.lines(), place), is_shown, "{key:?}, {row:?}");
                assert_eq!(has(view.shown.usual.lines(), place), is_shown && !is_trailer, "{key:?}, {row:?}");
                assert!(view.space.is_right(view.layout, base, (row, entry, place)), "{key:?}, {row:?}");
            }
            let newest = snapshot.newest(profile).unwrap();
            if key == SpaceKey::Published {
                let at = timed.span().from;
                let of = |row: &Row| base.entries[*row].newest(at, Device::Of(profile)).unwrap_or(Moment::MAX);
                assert!(view.column.in_order().iter().map(of).eq(newest.iter().copied()), "{profile:?}");
            }
            for set in [&view.shown.all, &view.shown.usual] {
                assert_eq!(*set, CountedSet::new(set.lines().clone()));
            }
        }
    }

    fn named(snapshot: &Snapshot, phrase: &str) -> BTreeSet<u64> {
        snapshot.search_all(phrase).into_iter().collect()
    }

    proptest! {
        // A case makes a dozen snapshots.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_snapshot_made_from_the_one_before_is_that_made_from_nothing(rounds in rounds()) {
            let setup = setup();
            let mut catalogue = Catalogue::default();
            let mut served = catalogue.anew(&setup, Moment(0));
            for round in &rounds {
                catalogue.edit(round);
                served = catalogue.follow(&served, round);
                let anew = catalogue.anew(&setup, round.at);
                assert_same(&served, &anew);
                assert_sets(&served);
                for phrase in ["a1", "b1", "b3", "Ёлки"] {
                    prop_assert_eq!(named(&served, phrase), named(&anew, phrase), "{}", phrase);
                }
            }
        }

        #[test]
        fn time_moves_a_snapshot_to_what_is_made_at_that_time(films in vec(film(), 0..12), moments in vec(moment(), 1..4)) {
            let setup = setup();
            let mut catalogue = Catalogue::default();
            let round = Round { put: films, removed: BTreeSet::new(), tags: None, views: None, at: Moment(0) };
            catalogue.edit(&round);
            let mut served = catalogue.anew(&setup, Moment(0));
            for at in moments {
                served = served.at(at);
                prop_assert_eq!(&served.timed, &catalogue.anew(&setup, at).timed);
                assert_sets(&served);
            }
        }
    }
}
