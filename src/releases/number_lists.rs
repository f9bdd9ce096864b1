//! Numbers of seasons and episodes as names list them: «3», «1-8», «1,2», «1-21, 23-50», «с 1 по 100».

use super::words::NameWords;

/// The most numbers in a list: no series has more seasons or episodes in one release. Longer ones are no lists.
pub(super) const MAX_NUMBERS: usize = 1_500;
/// The same as a number.
const MAX_COUNT: u32 = 1_500;
/// The first and the last number that is a year rather than an episode.
const YEARS: std::ops::RangeInclusive<u32> = 1_900..=2_039;

/// Numbers in order, each once, and the words that they stand in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NumberList {
    pub(super) numbers: Vec<u32>,
    /// Their words: from the first to before the last.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it is one number alone.
    pub(super) is_single: bool,
}

impl NumberList {
    /// Returns what the list says: its numbers, or all up to its only one where that is a count.
    pub(super) fn said(&self, is_count: bool) -> Vec<u32> {
        match self.numbers.last() {
            Some(&count) if is_count && (1..=MAX_COUNT).contains(&count) => (1..=count).collect(),
            _ => self.numbers.clone(),
        }
    }
}

/// Reads the longest list that begins with a word; `None`: none does.
pub(super) fn list_at(words: &NameWords<'_>, start: usize) -> Option<NumberList> {
    let first_at = if words.folded(start) == "с" { start + 1 } else { start };
    let first = number(words, first_at)?;
    let mut numbers = vec![first];
    let (mut last, mut end, mut may_range) = (first, first_at + 1, true);
    while let Some((next, after, is_range)) = following(words, end) {
        if next <= last || (is_range && !may_range) || (!is_range && next - last > 50) {
            break;
        }
        if is_range {
            numbers.extend(last + 1..=next);
        } else {
            numbers.push(next);
        }
        if numbers.len() > MAX_NUMBERS {
            return None;
        }
        // «1-2-3» is no range of ranges.
        may_range = !is_range;
        last = next;
        end = after;
    }
    let is_single = end == first_at + 1;
    (first_at == start || !is_single).then_some(NumberList { numbers, start, end, is_single })
}

/// Reads the longest list that ends before a word; `None`: none does.
pub(super) fn list_before(words: &NameWords<'_>, end: usize) -> Option<NumberList> {
    let mut start = end.checked_sub(1)?;
    let mut found = NumberList { numbers: vec![number(words, start)?], start, end, is_single: true };
    while let Some(before) = start.checked_sub(1) {
        if words.word(before)?.number.is_none() && !matches!(words.folded(before), "и" | "по" | "с" | "and" | "to")
        {
            break;
        }
        start = before;
        // A longer one that breaks off on its way is another list.
        if let Some(list) = list_at(words, start).filter(|list| list.end == end) {
            found = list;
        }
    }
    // The end of a range that is too long to be one says nothing.
    let before = found.start.checked_sub(1).filter(|_| found.is_single && words.gap(found.start) == "-");
    let is_end = before.is_some_and(|before| number(words, before).is_some() && list_at(words, before).is_none());
    (!is_end).then_some(found)
}

fn number(words: &NameWords<'_>, at: usize) -> Option<u32> {
    words.word(at)?.number.filter(|number| !YEARS.contains(number))
}

/// Returns the numbers of a range with spaces round its dash, the first of which has a zero before it.
pub(super) fn spaced_range(words: &NameWords<'_>, at: usize) -> Option<Vec<u32>> {
    let is_padded = words.word(at).is_some_and(|word| words.name[word.start..].starts_with('0'));
    let (first, last) = (words.word(at)?.number?, words.word(at + 1)?.number?);
    let is_range = is_padded && words.gap(at + 1) == " - " && first < last && last - first < MAX_COUNT;
    is_range.then(|| (first..=last).collect())
}

/// Tells whether a dash between spaces may make a range of the numbers before and at a word: «Seasons 1 - 6» may, but in
/// the name of a file or of a group «Season 3 - 11» is an episode of a season.
fn may_be_spaced(words: &NameWords<'_>, at: usize) -> bool {
    let is_padded = words.word(at).is_some_and(|word| words.name[word.start..].starts_with('0'));
    !is_padded && (words.is_russian() || !(words.is_tagged() || words.is_file()))
}

/// Reads what goes on a list at a word: the number, where the next word is, whether all numbers between belong to it.
fn following(words: &NameWords<'_>, at: usize) -> Option<(u32, usize, bool)> {
    if let Some(next) = number(words, at) {
        let gap = words.gap(at);
        let is_range = match gap.trim() {
            "-" | "–" | "—" if gap.len() > gap.trim().len() && !may_be_spaced(words, at) => return None,
            "-" | "--" | "–" | "—" | "~" | "÷" => true,
            "," | "&" | "+" | ", &" => false,
            _ => return None,
        };
        return Some((next, at + 1, is_range));
    }
    if words.folded(at) == "and" && words.gap(at) == ", " {
        return Some((number(words, at + 1)?, at + 2, false));
    }
    if words.gap(at) != " " || words.gap(at + 1) != " " {
        return None;
    }
    let next = number(words, at + 1)?;
    match words.folded(at) {
        "по" | "to" | "thru" => Some((next, at + 2, true)),
        "и" | "and" => Some((next, at + 2, false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(name: &str, start: usize) -> Option<(Vec<u32>, usize)> {
        list_at(&NameWords::of(name), start).map(|list| (list.numbers, list.end))
    }

    #[test]
    fn lists_are_read_as_far_as_they_go() {
        for (name, numbers, end) in [
            ("3 сезон", vec![3], 1),
            ("01-08 из 08", (1..=8).collect(), 2),
            ("01 – 3", vec![1, 2, 3], 2),
            ("1 - 4 Complete", vec![1, 2, 3, 4], 2),
            ("1 - 3 серии", vec![1, 2, 3], 2),
            ("1, 2, and 3", vec![1, 2, 3], 4),
            ("1, 2, & 3", vec![1, 2, 3], 3),
            ("1,2", vec![1, 2], 2),
            ("1-3, 5-6", vec![1, 2, 3, 5, 6], 4),
            ("с 1 по 4", vec![1, 2, 3, 4], 4),
            ("1 и 2", vec![1, 2], 3),
            // A year, the next list, a date, a fraction.
            ("1-8, 2019", (1..=8).collect(), 2),
            ("8-1", vec![8], 1),
            ("19.01-23.04", vec![19], 1),
            ("1/8", vec![1], 1),
            ("9-1-1", vec![9], 1),
            ("3 - 11 [1080p].mkv", vec![3], 1),
            ("2 - 06", vec![2], 1),
        ] {
            assert_eq!(at(name, 0), Some((numbers, end)), "{name}");
        }
        for name in ["", "сезон", "2019", "с 1", "1-1501", "12345"] {
            assert_eq!(at(name, 0), None, "{name}");
        }
    }

    #[test]
    fn lists_are_read_backwards_too() {
        for (name, end, numbers) in [
            ("Фитнес 1-4 сезон", 3, vec![1, 2, 3, 4]),
            ("1-3, 5 серии", 3, vec![1, 2, 3, 5]),
            ("Брат 2 сезон", 2, vec![2]),
            ("с 1 по 3 выпуск", 4, vec![1, 2, 3]),
            ("2012 1 серия", 2, vec![1]),
        ] {
            let found = list_before(&NameWords::of(name), end).map(|list| list.numbers);
            assert_eq!(found, Some(numbers), "{name}");
        }
        for (name, end) in [("Первый сезон", 1), ("1-3000 серий", 2)] {
            assert_eq!(list_before(&NameWords::of(name), end), None, "{name}");
        }
    }
}
