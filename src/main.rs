//! The program `afisha`: everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    afisha::cli::run()
}
