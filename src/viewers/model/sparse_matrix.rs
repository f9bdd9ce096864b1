//! A sparse matrix, film by film: what one watched film says about others.

use crate::number::{to_index, to_u32};

/// What each film says about others, cut to the figures greatest in magnitude.
#[derive(Clone)]
pub(super) struct SparseMatrix {
    /// Where each film's row begins; one more at the end.
    starts: Vec<usize>,
    /// The other film and the figure, by film.
    cells: Vec<(u32, f32)>,
    /// The most cells of a row.
    width: usize,
}

impl SparseMatrix {
    /// Starts with no rows; each will keep `width` cells.
    pub(super) fn new(width: usize) -> Self {
        Self { starts: vec![0], cells: Vec::new(), width }
    }

    /// Adds the row of the next film: of `row`, by the other film's number, the cells greatest in magnitude, zeros
    /// left out. Of equals the smaller number, that is the more viewed film, stays.
    pub(super) fn push(&mut self, row: impl Iterator<Item = f32>) {
        self.push_cells(row.enumerate().map(|(film, figure)| (to_u32(film), figure)).collect());
    }

    /// Adds the row of the next film from its cells, in any order.
    pub(super) fn push_cells(&mut self, mut cells: Vec<(u32, f32)>) {
        cells.retain(|cell| cell.1 != 0.0);
        if cells.len() > self.width {
            cells.select_nth_unstable_by(self.width, |a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
            cells.truncate(self.width);
        }
        cells.sort_unstable_by_key(|cell| cell.0);
        self.cells.extend(cells);
        self.starts.push(self.cells.len());
    }

    /// Returns what the film says, by the other film's number; empty for a film without a row.
    pub(super) fn of(&self, film: u32) -> &[(u32, f32)] {
        let film = to_index(film);
        match (self.starts.get(film), self.starts.get(film + 1)) {
            (Some(from), Some(to)) => &self.cells[*from..*to],
            _ => &[],
        }
    }

    /// Adds what the film says, `weight` times, to `sums`.
    pub(super) fn add(&self, film: u32, weight: f32, sums: &mut [f32]) {
        for (other, figure) in self.of(film) {
            sums[to_index(*other)] += weight * figure;
        }
    }
}
