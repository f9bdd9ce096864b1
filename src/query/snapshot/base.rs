//! What of a snapshot holds until the catalogue is edited.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use roaring::RoaringBitmap;

use crate::catalog::visibility::Showing;
use crate::catalog::{ADULT_AGE, FilmId, Moment};

use crate::query::search::SearchIndex;

use super::column::{Column, Finite};
use super::popularity::popularity;
use super::{Entry, Row, Setup, TagTable, ViewCounts};

/// The films, and the bitmaps and orders over them.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) setup: Arc<Setup>,
    pub(crate) generation: i64,
    pub(crate) tags: Arc<TagTable>,
    /// By row.
    pub(crate) entries: Vec<Arc<Entry>>,
    /// By tag number.
    pub(crate) tagged: Vec<RoaringBitmap>,
    pub(crate) years: BTreeMap<u32, RoaringBitmap>,
    /// By the least age of a viewer.
    pub(crate) ages: BTreeMap<u8, RoaringBitmap>,
    /// By access set: the films it may see.
    pub(crate) accessible: Vec<RoaringBitmap>,
    /// By profile, by row.
    pub(crate) showing: Vec<Vec<Showing>>,
    pub(crate) year: Column,
    pub(crate) title: Column,
    /// Of which popularity was made.
    pub(crate) views: Arc<ViewCounts>,
    pub(crate) popularity: Column,
    /// By rating type.
    pub(crate) ratings: [Column; 3],
    /// `None` where it could not be made.
    pub(crate) search: Option<Arc<SearchIndex>>,
}

impl Base {
    pub(crate) fn new(
        setup: Arc<Setup>,
        generation: i64,
        tags: Arc<TagTable>,
        entries: Vec<Arc<Entry>>,
        (views, at): (Arc<ViewCounts>, Moment),
    ) -> Self {
        let finite = |value: fn(&Entry) -> Option<f64>| {
            Column::new(&entries.iter().map(|entry| value(entry).map(Finite)).collect::<Vec<_>>())
        };
        let profiles = setup.devices.rules().len();
        thread::scope(|scope| {
            let bitmaps = scope.spawn(|| Bitmaps::new(&setup, &tags, &entries));
            let showing =
                (0..profiles).map(|profile| entries.iter().map(|entry| entry.showing(profile)).collect()).collect();
            let year = Column::new(&entries.iter().map(|entry| entry.year).collect::<Vec<_>>());
            let title = Column::new(&entries.iter().map(|entry| Some(&entry.title_key)).collect::<Vec<_>>());
            let popularity = popularities(&entries, &views, at);
            let ratings = [finite(|e| e.shares[0]), finite(|e| e.shares[1]), finite(|e| e.shares[2])];
            let bitmaps = bitmaps.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            let Bitmaps { tagged, years, ages, accessible } = bitmaps;
            Self {
                setup: Arc::clone(&setup),
                generation,
                tags: Arc::clone(&tags),
                entries: entries.clone(),
                tagged,
                years,
                ages,
                accessible,
                showing,
                year,
                title,
                views: Arc::clone(&views),
                popularity,
                ratings,
                search: None,
            }
        })
    }

    /// Gives every film with its row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (Row, &Entry)> {
        self.entries.iter().enumerate().map(|(at, entry)| (Row::at(at), &**entry))
    }

    pub(crate) fn row(&self, id: FilmId) -> Option<Row> {
        self.entries.binary_search_by_key(&id, |entry| entry.id).ok().map(Row::at)
    }

    /// Finds the films that are shown at the moment on the device, access apart.
    pub(crate) fn shown_at(&self, at: Moment, profile: usize) -> RoaringBitmap {
        self.films_where(profile, |showing| showing.covers(at))
    }

    /// Finds the films with an item that is shown at the moment on the device, access apart.
    pub(crate) fn with_items_at(&self, at: Moment, profile: usize) -> RoaringBitmap {
        self.films_where(profile, |showing| showing.covers_items(at))
    }

    fn films_where(&self, profile: usize, holds: impl Fn(&Showing) -> bool) -> RoaringBitmap {
        let rows = self.showing[profile].iter().enumerate().filter(|(_, showing)| holds(showing));
        // The bits come in order, so this cannot fail.
        RoaringBitmap::from_sorted_iter(rows.map(|(row, _)| Row::at(row).bit())).unwrap_or_default()
    }
}

/// The bitmaps of a [`Base`], found beside its orders.
struct Bitmaps {
    tagged: Vec<RoaringBitmap>,
    years: BTreeMap<u32, RoaringBitmap>,
    ages: BTreeMap<u8, RoaringBitmap>,
    accessible: Vec<RoaringBitmap>,
}

impl Bitmaps {
    fn new(setup: &Setup, tags: &TagTable, entries: &[Arc<Entry>]) -> Self {
        let access = setup.access.sets();
        let mut bitmaps = Self {
            tagged: vec![RoaringBitmap::new(); tags.given()],
            years: BTreeMap::new(),
            ages: BTreeMap::new(),
            accessible: vec![RoaringBitmap::new(); access.len()],
        };
        for (at, entry) in entries.iter().enumerate() {
            let bit = Row::at(at).bit();
            for tag in &entry.tags {
                bitmaps.tagged[tag.index()].insert(bit);
            }
            if let Some(year) = entry.year {
                bitmaps.years.entry(year).or_default().insert(bit);
            }
            bitmaps.ages.entry(entry.age.unwrap_or(ADULT_AGE)).or_default().insert(bit);
            for (set, films) in access.iter().zip(&mut bitmaps.accessible) {
                if entry.access.is_empty() || entry.access.iter().any(|name| set.contains(name)) {
                    films.insert(bit);
                }
            }
        }
        bitmaps
    }
}

fn popularities(entries: &[Arc<Entry>], views: &ViewCounts, at: Moment) -> Column {
    Column::new(&entries.iter().map(|entry| popularity(entry, views, at).map(Finite)).collect::<Vec<_>>())
}
