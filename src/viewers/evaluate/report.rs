//! The figures, and the table that people read.

use std::fmt;

use crate::number::to_f64;

use super::DEPTH;

/// How well one way of recommending did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// The share of viewers whose hidden film is among the first ten.
    pub hit_rate: f64,
    /// The same, but a film at place 1 counts 1, and less the further down: one over the binary logarithm of
    /// the place plus one.
    pub ndcg: f64,
}

impl Figures {
    /// Counts a viewer whose hidden film has so many films before it.
    pub(super) fn count(&mut self, rank: Option<usize>) {
        if let Some(rank) = rank.filter(|rank| *rank < DEPTH) {
            self.hit_rate += 1.0;
            self.ndcg += 1.0 / to_f64(rank + 2).log2();
        }
    }

    fn divide(&mut self, viewers: usize) {
        let viewers = to_f64(viewers.max(1));
        self.hit_rate /= viewers;
        self.ndcg /= viewers;
    }
}

/// What an evaluation found. With no viewer to judge, all figures are 0.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The views read.
    pub views: usize,
    /// The films in them.
    pub films: usize,
    /// The viewers judged.
    pub viewers: usize,
    /// The model.
    pub ours: Figures,
    /// The most viewed films, the same for everybody.
    pub popular: Figures,
    /// Plain item cosine.
    pub cosine: Figures,
    /// How much each signal counts in the model.
    pub weights: Vec<(&'static str, f64)>,
}

impl Report {
    /// Turns counts into shares.
    pub(super) fn settle(&mut self) {
        for figures in [&mut self.ours, &mut self.popular, &mut self.cosine] {
            figures.divide(self.viewers);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} views of {} films; {} viewers judged by their last film",
            self.views, self.films, self.viewers
        )?;
        writeln!(f, "{:<16}{:>8}{:>10}", "", format!("HR@{DEPTH}"), format!("NDCG@{DEPTH}"))?;
        let rows = [("ours", self.ours), ("most popular", self.popular), ("item cosine", self.cosine)];
        for (name, figures) in rows {
            writeln!(f, "{name:<16}{:>8.4}{:>10.4}", figures.hit_rate, figures.ndcg)?;
        }
        let weights: Vec<String> = self.weights.iter().map(|(name, weight)| format!("{name} {weight:.2}")).collect();
        write!(f, "weights: {}", weights.join(", "))
    }
}
