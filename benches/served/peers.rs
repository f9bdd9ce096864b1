//! What peers cost, over 1,000,000 torrents and 1,000,000 titles of IMDb: in SQLite, or in the PostgreSQL database, an empty
//! one, whose URL `AFISHA_BENCH_DATABASE_URL` holds.
//!
//! `peers/bases`: pages of an export as they are sent, read from the store and encrypted, from the first to the last;
//! processor time of the whole process, beside encrypting the same texts alone. Then searches, from the question to the
//! encrypted answer, by the clock.
//!
//! `peers/pass`: the first pass of another program over those torrents, with the limit of the key lifted, into a SQLite file
//! of 100,000 films that a server serves; the program that is read gets what is left of the processors, as if it was
//! elsewhere. What boxes wait for usual pages there, and editors for their edits, before the pass and during it, and during
//! the first two minutes of one at the usual limit.

use std::env;
use std::hint::black_box;
use std::ops::Bound;
use std::sync::Arc;
use std::time::{Duration, Instant};

use afisha::catalog::{Film, ImdbId, Number, Serie, SerieId, Series, Text};
use afisha::clock::Clock;
use afisha::peer::answer::{self, ExportPage};
use afisha::peer::request::{ExportQuestion, PrivateQuestion, TitleQuestion};
use afisha::peer::{FernetKey, PeerBases, PeerSecret, PeerViewpoint};
use afisha::query::live::Live;
use afisha::refresh::{self, Bases, Refresh, Viewers};
use afisha::store::{DatabaseUrl, ImdbRecord, Store, StoreError};
use rustix::time::{ClockId, clock_gettime};
use tempfile::TempDir;

use crate::catalogue::{generate, setup};
use crate::neighbour::Neighbour;

/// Torrents of a film.
const TORRENTS: u32 = 10;
const TITLES: u64 = 1_000_000;
const BATCH: usize = 500;
const PAGE: usize = 2000;
/// What is looked for, each asked for so often.
const PIECES: [(&str, &str); 7] = [
    ("1 character", "ж"),
    ("2 characters", "ое"),
    ("3 characters", "ТРО"),
    ("30 characters", "1080p.bdrip.x265.release.group"),
    ("half of the titles", "1080p"),
    ("no letter", "%_"),
    ("words of a query language", "AND NEAR("),
];
const ASKED: usize = 500;

/// Measures what the name holds, `bases` or `pass`, or both.
pub(crate) fn bench(wanted: &str) {
    let folder = tempfile::tempdir().unwrap();
    let url = env::var("AFISHA_BENCH_DATABASE_URL").unwrap_or_else(|_| sqlite(&folder, "private"));
    let store = store(&url);
    let began = Instant::now();
    fill(&store, with_torrents);
    println!("{} films with {TORRENTS} torrents each written in {:.1?}", generate::FILMS, began.elapsed());
    if "bases".contains(wanted) {
        fill_titles(&store);
        bases(&store);
    }
    if "pass".contains(wanted) {
        let own = sqlite(&folder, "own");
        fill(&self::store(&own), |film| film);
        let (peer, reader) = (Neighbour::start(&url, true), Neighbour::start(&own, false));
        crate::pass::bench(&peer, &reader, &self::store(&own));
    }
}

fn sqlite(folder: &TempDir, name: &str) -> String {
    format!("sqlite:{}", folder.path().join(format!("{name}.db")).display())
}

fn store(url: &str) -> Store {
    let store = Store::create(&DatabaseUrl::parse(url).unwrap()).unwrap();
    store.migrate().unwrap();
    store
}

fn fill(store: &Store, change: fn(Film) -> Film) {
    let filled = store.edit(|edit| {
        edit.put_tags(&generate::tags())?;
        let films: Vec<Film> = generate::films(generate::FILMS).map(change).collect();
        films.chunks(BATCH).try_for_each(|batch| edit.put_films(batch).map(drop))
    });
    filled.map_err(|fault: StoreError| fault).unwrap();
}

/// Gives a film items of its own torrents.
fn with_torrents(film: Film) -> Film {
    let first = film.items.as_slice().first().unwrap();
    let item = |number: u32| {
        let quality = if number.is_multiple_of(2) { "1080p.BDRip.x265.Release.Group" } else { "720p.WEB-DL" };
        let hash = (film.id.get() * u64::from(TORRENTS) + u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let name = format!("{}.{}.{quality}", film.title.as_str().replace(' ', "."), 1950 + number);
        Serie {
            id: SerieId::new(film.id.get() * 1000 + u64::from(number)),
            number: Number(number),
            magnet: Some(
                Text::new(&format!("magnet:?xt=urn:btih:{hash:016x}{:024x}&dn={name}", film.id.get())).unwrap(),
            ),
            ..first.clone()
        }
    };
    Film { items: Series::new((1..=TORRENTS).map(item).collect()).unwrap(), ..film }
}

fn fill_titles(store: &Store) {
    let films: Vec<Film> = generate::films(generate::FILMS).collect();
    let titles: Vec<ImdbRecord> =
        (1..=TITLES).zip(films.iter().cycle()).map(|(number, film)| title(number, film)).collect();
    let replaced = store.replace_imdb(|edit| titles.chunks(BATCH).try_for_each(|batch| edit.put_titles(batch)));
    replaced.map_err(|fault: StoreError| fault).unwrap();
}

fn title(number: u64, film: &Film) -> ImdbRecord {
    let quality = if number.is_multiple_of(2) { "1080p" } else { "" };
    ImdbRecord {
        id: ImdbId::parse(&format!("tt{number:07}")).unwrap(),
        title_type: Some("movie".to_owned()),
        primary_title: format!("{} {number} {quality}", film.title),
        original_title: Some("The Original Title".to_owned()),
        start_year: Some(2000),
        average_rating: Some(7.5),
        num_votes: Some(u32::try_from(number % 5000).unwrap()),
    }
}

fn bases(store: &Store) {
    let clock = Clock::fixed(generate::NOW);
    let began = Instant::now();
    let served = refresh::load(store, setup::setup(), &clock).unwrap();
    let bases = Arc::new(Bases::new(store));
    let viewers = Arc::new(Viewers::load(store).unwrap());
    let refresh = Refresh::new(store.clone(), clock, Arc::new(Live::new(served)), viewers);
    let refresh = refresh.with_bases(Arc::clone(&bases));
    println!("the catalogue is read in {:.1?}", began.elapsed());
    let began = Instant::now();
    refresh.follow_private_base().unwrap();
    println!("torrents are read in {:.1?}", began.elapsed());
    let began = Instant::now();
    refresh.follow_imdb().unwrap();
    println!("titles of IMDb are read in {:.1?}", began.elapsed());
    export(&bases);
    for (name, text) in PIECES {
        search(&bases, name, text);
    }
}

/// Reads all pages, and says what the first, the middle and the last ones took.
fn export(bases: &Bases) {
    let key = FernetKey::of_answers(&PeerSecret::random());
    let (began, mut times, mut items) = (processor_time(), Vec::new(), 0);
    let mut after = Bound::Unbounded;
    loop {
        let asked = ExportQuestion { since: None, after, limit: PAGE };
        let (page_began, mut page) = (Instant::now(), ExportPage::new(PAGE));
        let next = bases.export(&PeerViewpoint::default(), &asked, &mut page).unwrap();
        black_box(answer::envelope(page.ended(next), &key, None, generate::NOW));
        times.push(page_began.elapsed());
        items += PAGE;
        let Some(last) = next else { break };
        after = Bound::Excluded(last);
    }
    let whole = processor_time() - began;
    let mut encrypted = Duration::ZERO;
    after = Bound::Unbounded;
    for _ in 0..times.len() - 1 {
        let mut page = ExportPage::new(PAGE);
        let next =
            bases.export(&PeerViewpoint::default(), &ExportQuestion { since: None, after, limit: PAGE }, &mut page);
        let next = next.unwrap().unwrap();
        let text = page.ended(Some(next)).ended(None);
        let began = processor_time();
        black_box(key.seal(&text, 1));
        encrypted += processor_time() - began;
        after = Bound::Excluded(next);
    }
    let a_second = items as f64 / whole.as_secs_f64();
    let ratio = whole.as_secs_f64() / encrypted.as_secs_f64();
    println!("export: {a_second:.0} items a second of one core, {ratio:.2} of the time of encryption alone");
    let median = |times: &[Duration]| {
        let mut times = times.to_vec();
        times.sort();
        times[times.len() / 2]
    };
    let (count, part) = (times.len(), times.len() / 10);
    let parts = [&times[..part], &times[count / 2 - part / 2..][..part], &times[count - part - 1..count - 1]];
    let [first, middle, last] = parts.map(median);
    println!("a page of {PAGE}, medians of tenths: first {first:.1?}, middle {middle:.1?}, last {last:.1?}");
}

fn search(bases: &Bases, name: &str, text: &str) {
    let key = FernetKey::of_answers(&PeerSecret::random());
    let body = format!("{{\"query\":\"{text}\"}}");
    let private = percentiles(|| {
        let asked = PrivateQuestion::read(body.as_bytes()).unwrap();
        let found = bases.private_search(&PeerViewpoint::default(), &asked).unwrap();
        answer::envelope(answer::private_found(&found).unwrap(), &key, None, generate::NOW)
    });
    let titles = percentiles(|| {
        let asked = TitleQuestion::read(body.as_bytes()).unwrap();
        answer::envelope(answer::titles_found(&bases.imdb_lookup(&asked).unwrap()), &key, None, generate::NOW)
    });
    println!("{name:<26} private/search {private}, imdb/lookup {titles}");
}

fn percentiles(ask: impl Fn() -> String) -> String {
    let time = |_| {
        let began = Instant::now();
        black_box(ask());
        began.elapsed()
    };
    let mut times: Vec<Duration> = (0..ASKED).map(time).collect();
    times.sort();
    format!("p50 {:>7.1?} p99 {:>7.1?}", times[ASKED / 2], times[ASKED * 99 / 100])
}

/// Returns the processor time that this program has taken.
pub(crate) fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}
