//! The dense part: two regressions over the most viewed films, in closed form.
//!
//! Both need the inverse of a films by films matrix, symmetric and positive definite by its ridge. It is made by halves
//! (Schur complements), so that all but small blocks is matrix multiplication, which runs at the machine's full speed;
//! in `f64`, because a complement of nearly equal blocks loses half of the digits.

use nalgebra::DMatrix;

use crate::number::{to_f32, to_f64, to_index};

use super::co_occurrence::{Occurrences, SparseAccumulator};
use super::sparse_matrix::SparseMatrix;

/// From this size down a block is inverted in one piece.
const BLOCK: usize = 64;

/// Learns to predict a film of a history from all the others in it: EASE (Steck, 2019). Returns, by film, its
/// coefficients for every other.
pub(super) fn ease(occurrences: &Occurrences<'_>, films: usize, ridge: f64, width: usize) -> Option<SparseMatrix> {
    let mut gram = counted(occurrences, films, |film, sums| occurrences.co_occurrences(film, sums));
    for film in 0..films {
        gram[(film, film)] = to_f64(occurrences.count(film)) + ridge;
    }
    let inverse = inverted(gram)?;
    let diagonal: Vec<f64> = inverse.diagonal().iter().copied().collect();
    let mut rows = SparseMatrix::new(width);
    // The inverse is symmetric: a column is a row, and lies together in memory.
    for (film, column) in inverse.column_iter().enumerate() {
        let coefficients = column.iter().zip(&diagonal).map(|(cell, own)| to_f32(-cell / own)).enumerate();
        rows.push(coefficients.map(|(other, figure)| if other == film { 0.0 } else { figure }));
    }
    Some(rows)
}

/// Learns to predict the next film from a memory of the films before it, with exponential decay. Returns, by film in
/// memory, its coefficients for every other.
///
/// With a memory that decays by the factor `decay` a step, the sums over all steps of memory times memory and of memory
/// times next film are, but for a common factor and the ends of histories, the same sums over pairs of films by their
/// distance: one count serves both sides.
pub(super) fn next(
    occurrences: &Occurrences<'_>,
    films: usize,
    ridge: f64,
    decay: f32,
    width: usize,
) -> Option<SparseMatrix> {
    // Column by film before, so `after` is transposed.
    let after = counted(occurrences, films, |film, sums| occurrences.successors(film, decay, sums));
    let mut memory = &after + after.transpose();
    memory *= f64::from(decay);
    for film in 0..films {
        memory[(film, film)] = to_f64(occurrences.count(film)) + ridge;
    }
    let inverse = inverted(memory)?;
    let coefficients = after * inverse;
    let mut rows = SparseMatrix::new(width);
    for column in coefficients.column_iter() {
        rows.push(column.iter().map(|cell| to_f32(*cell)));
    }
    Some(rows)
}

/// Counts pairs of the first films, a column a film.
fn counted(occurrences: &Occurrences<'_>, films: usize, count: impl Fn(usize, &mut SparseAccumulator)) -> DMatrix<f64> {
    let mut counted = DMatrix::zeros(films, films);
    let mut sums = SparseAccumulator::new(occurrences.films());
    for film in 0..films {
        count(film, &mut sums);
        for (other, figure) in sums.drain().filter(|cell| to_index(cell.0) < films) {
            counted[(to_index(other), film)] = f64::from(figure);
        }
    }
    counted
}

/// Inverts a symmetric positive definite matrix; `None` where it is none.
fn inverted(matrix: DMatrix<f64>) -> Option<DMatrix<f64>> {
    let size = matrix.nrows();
    if size <= BLOCK {
        return matrix.cholesky().map(|factor| factor.inverse());
    }
    let half = size / 2;
    let rest = size - half;
    let corner = inverted(matrix.view((0, 0), (half, half)).into_owned())?;
    let side = matrix.view((0, half), (half, rest)).into_owned();
    let mut complement = matrix.view((half, half), (rest, rest)).into_owned();
    drop(matrix);
    let carried = &corner * &side;
    // Transposed first: the product with a transposed side would not run at full speed.
    complement.gemm(-1.0, &side.transpose(), &carried, 1.0);
    drop(side);
    let complement = inverted(complement)?;
    let spread = &carried * &complement;
    let mut inverse = DMatrix::zeros(size, size);
    inverse.view_mut((0, 0), (half, half)).copy_from(&corner);
    drop(corner);
    inverse.view_mut((0, 0), (half, half)).gemm(1.0, &spread, &carried.transpose(), 1.0);
    inverse.view_mut((half, half), (rest, rest)).copy_from(&complement);
    inverse.view_mut((0, half), (half, rest)).copy_from(&(-&spread));
    inverse.view_mut((half, 0), (rest, half)).copy_from(&(-spread.transpose()));
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;
    use proptest::prelude::*;

    use super::{Occurrences, SparseMatrix, ease, inverted, next};
    use crate::catalog::{FilmId, Moment};
    use crate::number::{to_f64, to_index, to_u32};
    use crate::viewers::histories::Histories;
    use crate::viewers::interaction::{Interaction, ViewerNo};

    /// FilmIndex in all, and so the most that a row can hold.
    const FILMS: u32 = 12;
    const WIDTH: usize = 12;
    const RIDGE: f64 = 3.0;
    const FADING: f32 = 0.5;

    fn histories(films: &[Vec<u64>]) -> Histories {
        let mut views = Vec::new();
        for (viewer, films) in (0..).zip(films) {
            for (at, film) in (0..).zip(films) {
                let film = FilmId::new(*film).expect("it is small");
                views.push(Interaction { viewer: Some(ViewerNo(viewer)), film, at: Moment(at) });
            }
        }
        Histories::new(&views)
    }

    /// Compares rows with a matrix that has a row a film.
    fn assert_same(rows: &SparseMatrix, matrix: &DMatrix<f64>) {
        for (film, expected) in (0..).zip(matrix.row_iter()) {
            let mut row = vec![0.0; matrix.ncols()];
            rows.add(film, 1.0, &mut row);
            for (cell, expected) in row.iter().zip(expected.iter()) {
                assert!((f64::from(*cell) - expected).abs() < 1e-4, "{film}: {row:?}, not {expected}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_regression_over_histories_is_that_of_the_textbook(
            watched in prop::collection::vec(prop::collection::vec(0..u64::from(FILMS), 0..9), 1..20)
        ) {
            let histories = histories(&watched);
            let films = histories.films().ids().len();
            let rows = ease(&Occurrences::new(&histories), films, RIDGE, WIDTH).expect("it has a ridge");
            let has = DMatrix::from_fn(histories.viewers(), films, |viewer, film| {
                f64::from(u8::from(histories.of(viewer).contains(&to_u32(film))))
            });
            let inverse = (has.transpose() * has + DMatrix::identity(films, films) * RIDGE).try_inverse().unwrap();
            let expected = DMatrix::from_fn(films, films, |row, column| {
                if row == column { 0.0 } else { -inverse[(row, column)] / inverse[(column, column)] }
            });
            assert_same(&rows, &expected);
        }

        #[test]
        fn the_regression_over_what_comes_next_solves_its_equations(
            watched in prop::collection::vec(prop::collection::vec(0..u64::from(FILMS), 0..9), 1..20)
        ) {
            let histories = histories(&watched);
            let films = histories.films().ids().len();
            let rows = next(&Occurrences::new(&histories), films, RIDGE, FADING, WIDTH).expect("it has a ridge");
            let mut after = DMatrix::zeros(films, films);
            let mut memory = DMatrix::identity(films, films) * RIDGE;
            for viewer in 0..histories.viewers() {
                let history = histories.of(viewer);
                for (at, film) in history.iter().enumerate() {
                    memory[(to_index(*film), to_index(*film))] += 1.0;
                    for (apart, later) in (1_i32..).zip(&history[at + 1..]) {
                        let cell = (to_index(*film), to_index(*later));
                        after[cell] += f64::from(FADING).powi(apart - 1);
                        memory[cell] += f64::from(FADING).powi(apart);
                        memory[(cell.1, cell.0)] += f64::from(FADING).powi(apart);
                    }
                }
            }
            assert_same(&rows, &(memory.try_inverse().unwrap() * after));
        }
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one_also_when_made_by_halves() {
        for size in [1, 2, 63, 65, 150, 259] {
            let root = DMatrix::from_fn(size, size, |row, column| to_f64((row * 7 + column * 13) % 11) / 11.0);
            let matrix = &root * root.transpose() + DMatrix::identity(size, size);
            let one = &matrix * inverted(matrix.clone()).expect("it is positive definite");
            assert!((one - DMatrix::<f64>::identity(size, size)).abs().max() < 1e-8, "{size}");
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_inverse_here() {
        assert!(inverted(DMatrix::from_element(2, 2, 0.0)).is_none());
    }
}
