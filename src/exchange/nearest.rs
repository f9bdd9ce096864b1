//! The nearest known name, for messages about unknown ones.

/// How alike (0 to 1) a known name must be to be suggested.
const ALIKE: f64 = 0.75;

/// Finds the known name that is most like this one; `None` where none is much like it.
pub(super) fn nearest<'a>(known: impl Iterator<Item = &'a str>, name: &str) -> Option<&'a str> {
    let alike = known.map(|known| (strsim::jaro_winkler(known, name), known)).filter(|(alike, _)| *alike >= ALIKE);
    alike.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}
