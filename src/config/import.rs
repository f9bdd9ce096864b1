//! What an import may do.

use super::declare::settings;
use super::kinds::Whole;

settings! {
    /// What an import may do.
    pub struct ImportSettings {
        /// The percentage of films that `afisha import --replace` may remove. An import that would remove more, or all of
        /// them, is refused unless `--allow-removals` is given.
        "import_max_removals_percent" => max_removals_percent: u32 = 20, Whole<0, 100>;
    }
}
