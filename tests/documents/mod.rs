//! What people read is true: examples, tables and paths of the documents are held against the program.

use std::path::{Path, PathBuf};

mod errors;
mod examples;
mod paths;
mod routes;
mod shortened;
mod translations;

/// The documents whose requests are put to the server over the demo catalogue.
const WITH_EXAMPLES: [&str; 3] = ["README.md", "README.ru.md", "docs/API.md"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

/// Returns every document, by its path from the root.
fn documents() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["", "docs", "demo", "migrations"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
                found.push(Path::new(folder).join(name).to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}
