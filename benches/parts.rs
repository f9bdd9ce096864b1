//! The parts of a bench program, of which one may be run alone.

/// A part: its name, and what runs it.
pub(crate) type Part<F> = (&'static str, F);

/// Returns the first argument that is no flag: `PART`, or `PART/…` for some of its figures.
pub(crate) fn filter() -> Option<String> {
    std::env::args().skip(1).find(|argument| !argument.starts_with('-'))
}

/// Returns the parts that the filter names, all without one.
pub(crate) fn wanted<'a, F>(parts: &'a [Part<F>], filter: Option<&str>) -> Vec<&'a Part<F>> {
    let name = filter.map(|filter| filter.split('/').next().unwrap_or(filter));
    let wanted: Vec<_> = parts.iter().filter(|(part, _)| name.is_none_or(|name| name == *part)).collect();
    let names: Vec<_> = parts.iter().map(|(part, _)| *part).collect();
    assert!(!wanted.is_empty(), "there is no part {name:?}; there are {}", names.join(", "));
    wanted
}
