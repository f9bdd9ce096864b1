//! Names with facts about them: one file that the rules were tuned with, and one that was looked at when they were done.

/// A name and what is known of it.
#[derive(Debug)]
pub(super) struct JudgedName {
    pub(super) name: &'static str,
    /// Any of them is a right one.
    pub(super) titles: Vec<&'static str>,
    pub(super) year: Option<u32>,
    pub(super) seasons: Vec<u32>,
    pub(super) episodes: Vec<u32>,
    pub(super) resolution: Option<&'static str>,
}

/// Reads the names that the rules were tuned with.
pub(super) fn tuned() -> Vec<JudgedName> {
    read(include_str!("tuned.tsv"))
}

/// Reads the names that were kept from the rules.
pub(super) fn held_out() -> Vec<JudgedName> {
    read(include_str!("held_out.tsv"))
}

fn read(text: &'static str) -> Vec<JudgedName> {
    text.lines().filter(|line| !line.starts_with('#')).map(judged).collect()
}

fn judged(line: &'static str) -> JudgedName {
    let [name, titles, year, seasons, episodes, resolution] = line.split('\t').collect::<Vec<_>>()[..] else {
        panic!("six columns: {line}");
    };
    JudgedName {
        name,
        titles: titles.split(" | ").collect(),
        year: Some(year).filter(|year| !year.is_empty()).map(|year| year.parse().unwrap()),
        seasons: numbers(seasons),
        episodes: numbers(episodes),
        resolution: Some(resolution).filter(|resolution| !resolution.is_empty()),
    }
}

/// Reads «1-3,5».
fn numbers(text: &str) -> Vec<u32> {
    let ranges = text.split(',').filter(|range| !range.is_empty());
    let bounds = ranges.map(|range| range.split_once('-').unwrap_or((range, range)));
    bounds.flat_map(|(first, last)| first.parse::<u32>().unwrap()..=last.parse().unwrap()).collect()
}
