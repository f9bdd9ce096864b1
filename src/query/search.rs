//! Search: the films that a phrase means.

use roaring::RoaringBitmap;

use crate::catalog::TagKind;

use super::snapshot::{Entry, Row, Snapshot};

/// Gives the films of `films` that match the phrase, best first: all its words, the last by its beginning.
pub fn matches(snapshot: &Snapshot, phrase: &str, films: &RoaringBitmap) -> Vec<Row> {
    let wanted = words(phrase);
    let Some((last, whole)) = wanted.split_last() else { return Vec::new() };
    let fits = |row: &Row| {
        let known = texts(snapshot, snapshot.entry(*row));
        whole.iter().all(|word| known.contains(word)) && known.iter().any(|word| word.starts_with(last.as_str()))
    };
    let mut found: Vec<Row> = films.iter().map(Row::from_bit).filter(fits).collect();
    found.sort_by_key(|row| (snapshot.base.popularity.key(*row, true), *row));
    found
}

/// Gives the films of `films` that share a word with the phrase, best first, at most `limit`.
pub fn near(snapshot: &Snapshot, phrase: &str, films: &RoaringBitmap, limit: usize) -> Vec<Row> {
    let wanted = words(phrase);
    let shares = |row: &Row| texts(snapshot, snapshot.entry(*row)).iter().any(|word| wanted.contains(word));
    films.iter().map(Row::from_bit).filter(shares).take(limit).collect()
}

fn texts(snapshot: &Snapshot, entry: &Entry) -> Vec<String> {
    let mut known = words(entry.title.as_str());
    known.extend(entry.original_title.iter().flat_map(|title| words(title.as_str())));
    let people = entry
        .tags
        .iter()
        .filter_map(|tag| snapshot.tags().get(*tag))
        .filter(|(tag, _)| matches!(tag.kind, TagKind::Director | TagKind::Actor));
    known.extend(people.flat_map(|(tag, _)| words(tag.title.as_str())));
    known
}

fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase().replace('ё', "е");
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
