//! What downloaders of the threat network cost, over a SQLite file, or, for `btn/intake` and `btn/size`, the PostgreSQL
//! database, an empty one, whose URL `AFISHA_BENCH_DATABASE_URL` holds.
//!
//! `btn/intake`: snapshots of 200 peers, pages of 1,000 peers of swarms and of 100 bans, as the store takes them in, many in
//! a transaction; rows a second, processor time and bytes a row; beside the same rows put into plain tables by the same
//! library (SQLite only).
//!
//! `btn/hour`: what 1,000 clients send in an hour, sent in eight minutes to the program, which serves 100,000 films too: what
//! clients wait for a report, and boxes for usual pages, before and meanwhile.
//!
//! `btn/size`: the analyses over more and more rows, at most `AFISHA_BENCH_BTN_ROWS` (10,000,000) of peers and a quarter as
//! many bans, where all of these are new, and where an hour's are: processor time and memory; what a report waits for
//! meanwhile; what questions take; how long a day takes to go, and how large the file is before and after.

mod hour;
mod intake;
mod made_up;
mod size;

/// Measures what the name holds, or everything.
pub(crate) fn bench(wanted: &str) {
    if "intake".contains(wanted) {
        intake::bench();
    }
    if "hour".contains(wanted) {
        hour::bench();
    }
    if "size".contains(wanted) {
        size::bench();
    }
}
