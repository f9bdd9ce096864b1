//! Measures search: how high the film that was meant comes, by kind of query.

use std::collections::BTreeMap;
use std::fmt;

/// The kind under which the figures of all queries stand.
const OVERALL: &str = "overall";

/// A query, and what whoever typed it meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedQuery {
    /// What was typed.
    pub phrase: String,
    /// What is tried with it: `exact`, `typo1`, `layout`, …
    pub kind: String,
    /// The films that are right: any of them counts.
    pub right: Vec<u64>,
}

/// The metrics of one kind of query.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RetrievalMetrics {
    /// How many queries there were.
    pub queries: u32,
    /// Of them, how many had a right film in the first place.
    pub first: u32,
    /// Of them, how many had one in the first five places.
    pub five: u32,
    /// The sum of 1 / place of the first right film; 0 where none was found.
    pub reciprocal: f64,
}

impl RetrievalMetrics {
    fn add(&mut self, place: Option<u32>) {
        self.queries += 1;
        let Some(place) = place else { return };
        self.first += u32::from(place == 1);
        self.five += u32::from(place <= 5);
        self.reciprocal += 1.0 / f64::from(place);
    }

    /// Returns the share of queries with a right film in the first place; 0 of none.
    pub fn top1(&self) -> f64 {
        f64::from(self.first) / f64::from(self.queries.max(1))
    }

    /// Returns the share of queries with a right film in the first five places; 0 of none.
    pub fn top5(&self) -> f64 {
        f64::from(self.five) / f64::from(self.queries.max(1))
    }

    /// Returns the mean reciprocal rank; 0 of none.
    pub fn mrr(&self) -> f64 {
        self.reciprocal / f64::from(self.queries.max(1))
    }
}

/// A query whose right film was not in the first five places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The query.
    pub query: JudgedQuery,
    /// The place of the right film, from 1; `None`: not found.
    pub place: Option<u32>,
}

/// What came of all queries. Displayed, it is a table with a line a kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// By kind, in alphabetical order.
    pub kinds: BTreeMap<String, RetrievalMetrics>,
    /// Of all queries together.
    pub overall: RetrievalMetrics,
    /// What went wrong, in the order of the queries.
    pub misses: Vec<Miss>,
}

/// Puts every query to `find`, which gives the films it found, the best first.
pub fn evaluate(queries: &[JudgedQuery], mut find: impl FnMut(&str) -> Vec<u64>) -> Evaluation {
    let mut evaluation = Evaluation::default();
    for query in queries {
        let found = find(&query.phrase);
        let place = found.iter().zip(1..).find(|(id, _)| query.right.contains(id)).map(|(_, place)| place);
        evaluation.kinds.entry(query.kind.clone()).or_default().add(place);
        evaluation.overall.add(place);
        if place.is_none_or(|place| place > 5) {
            evaluation.misses.push(Miss { query: query.clone(), place });
        }
    }
    evaluation
}

impl fmt::Display for Evaluation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<10} {:>7} {:>6} {:>6} {:>6}", "kind", "queries", "top-1", "top-5", "MRR")?;
        let kinds = self.kinds.iter().map(|(kind, figures)| (kind.as_str(), figures));
        for (kind, figures) in kinds.chain([(OVERALL, &self.overall)]) {
            let (top1, top5, mrr) = (figures.top1(), figures.top5(), figures.mrr());
            writeln!(f, "{kind:<10} {:>7} {top1:>6.3} {top5:>6.3} {mrr:>6.3}", figures.queries)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_by_kind() {
        let query = |phrase: &str, kind: &str, right: &[u64]| JudgedQuery {
            phrase: phrase.to_owned(),
            kind: kind.to_owned(),
            right: right.to_vec(),
        };
        let queries = [query("a", "exact", &[1]), query("b", "exact", &[9, 2]), query("c", "typo1", &[7])];
        let evaluation = evaluate(&queries, |phrase| if phrase == "c" { vec![1, 2, 3, 4, 5, 7] } else { vec![1, 2] });
        assert_eq!(evaluation.misses, [Miss { query: queries[2].clone(), place: Some(6) }]);
        let table = "kind       queries  top-1  top-5    MRR\n\
                     exact            2  0.500  1.000  0.750\n\
                     typo1            1  0.000  0.000  0.167\n\
                     overall          3  0.333  0.667  0.556\n";
        assert_eq!(evaluation.to_string(), table);
    }
}
