//! The program `afisha`: everything it does is in the library.

use std::process::ExitCode;

use afisha::cli::Memory;
use heap::MiMalloc;

// Chosen for the program, not for whoever uses the library.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    heap::prepare();
    afisha::cli::run(Memory { give_back: heap::give_back, settle: heap::settle })
}
