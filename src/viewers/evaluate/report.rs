//! The metrics, and the table that people read.

use std::fmt;

use crate::number::to_f64;

/// The `k` of the metrics: held-out films with a rank up to it count as found.
pub const CUTOFF: usize = 10;

/// How well one way of recommending did, with one held-out film for each viewer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RankingMetrics {
    /// The hit rate: the share of viewers whose held-out film is among the first [`CUTOFF`]. With one relevant film it is
    /// recall@k.
    pub hit_rate: f64,
    /// NDCG@k: a film at place 1 counts 1, and less the further down, one over the binary logarithm of the place plus
    /// one.
    pub ndcg: f64,
}

impl RankingMetrics {
    /// Counts a viewer whose held-out film has so many films before it.
    pub(super) fn count(&mut self, rank: Option<usize>) {
        if let Some(rank) = rank.filter(|rank| *rank < CUTOFF) {
            self.hit_rate += 1.0;
            self.ndcg += 1.0 / to_f64(rank + 2).log2();
        }
    }

    fn average(&mut self, viewers: usize) {
        let viewers = to_f64(viewers.max(1));
        self.hit_rate /= viewers;
        self.ndcg /= viewers;
    }
}

/// What an evaluation found. Without viewers all metrics are 0.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The views read.
    pub views: usize,
    /// The films in them.
    pub films: usize,
    /// The viewers with a held-out film.
    pub viewers: usize,
    /// The model.
    pub model: RankingMetrics,
    /// The most viewed films, the same for everybody.
    pub popular: RankingMetrics,
    /// Plain item cosine.
    pub cosine: RankingMetrics,
    /// How much each signal counts in the model.
    pub weights: Vec<(&'static str, f64)>,
}

impl Report {
    /// Turns sums over viewers into means.
    pub(super) fn average(&mut self) {
        for metrics in [&mut self.model, &mut self.popular, &mut self.cosine] {
            metrics.average(self.viewers);
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
        writeln!(f, "{:<16}{:>8}{:>10}", "", format!("HR@{CUTOFF}"), format!("NDCG@{CUTOFF}"))?;
        let rows = [("ours", self.model), ("most popular", self.popular), ("item cosine", self.cosine)];
        for (name, metrics) in rows {
            writeln!(f, "{name:<16}{:>8.4}{:>10.4}", metrics.hit_rate, metrics.ndcg)?;
        }
        let weights: Vec<String> = self.weights.iter().map(|(name, weight)| format!("{name} {weight:.2}")).collect();
        write!(f, "weights: {}", weights.join(", "))
    }
}
