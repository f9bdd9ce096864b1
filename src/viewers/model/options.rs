//! How large a model may be, and how strongly its parts are regularised.

/// The sizes and strengths of a model. The sizes bound its memory and the time to build it.
#[derive(Clone, Debug)]
pub struct ModelOptions {
    /// The most viewed films of which the regressions know. Time grows with its cube, memory with its square:
    /// a matrix of `f64`, five of which are held at once.
    pub dense_films: usize,
    /// The same while the weights are fitted.
    pub fitting_films: usize,
    /// The viewers whose last film is held out to fit the weights.
    pub fitting_viewers: usize,
    /// The most figures that a signal keeps: rows are cut to the greatest in magnitude where there are many films.
    pub most_figures: usize,
    /// The ridge of the regression over whole histories, in viewers.
    pub ease_ridge: f64,
    /// The ridge of the regression over what comes next, in views.
    pub next_ridge: f64,
    /// How many viewers are taken to be without the other film when two films are compared.
    pub shrinkage: f64,
}

impl Default for ModelOptions {
    fn default() -> Self {
        Self {
            dense_films: 4096,
            fitting_films: 2048,
            fitting_viewers: 1000,
            most_figures: 3_000_000,
            ease_ridge: 200.0,
            next_ridge: 20.0,
            shrinkage: 20.0,
        }
    }
}

impl ModelOptions {
    /// The most and the fewest figures of a film's row.
    const WIDTHS: (usize, usize) = (500, 24);

    /// Returns how many figures a film's row may have, of so many films.
    pub(super) fn width(&self, films: usize) -> usize {
        let (most, fewest) = Self::WIDTHS;
        (self.most_figures / films.max(1)).clamp(fewest, most)
    }
}
