//! Says so where SQLite is built without the flags of this project: cargo reads `.cargo/config.toml` only where it is run
//! in the checkout, or by `cargo install --path`.

/// Sets the flags of SQLite.
const VARIABLE: &str = "LIBSQLITE3_FLAGS";
/// Where they are.
const CONFIG: &str = ".cargo/config.toml";

fn main() {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rerun-if-changed={CONFIG}");
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os(VARIABLE).is_none() {
        let flags = std::fs::read_to_string(CONFIG).ok().and_then(|config| flags(&config).map(str::to_owned));
        let flags = flags.unwrap_or_else(|| format!("those of {CONFIG}"));
        println!(
            "cargo::warning=SQLite is built without {VARIABLE}={flags:?}: loading a catalogue takes a tenth longer"
        );
    }
}

/// Finds the flags in the settings of cargo.
pub(crate) fn flags(config: &str) -> Option<&str> {
    let line = config.lines().find_map(|line| line.strip_prefix(VARIABLE)?.trim_start().strip_prefix('='))?;
    line.trim().strip_prefix('"')?.strip_suffix('"')
}
