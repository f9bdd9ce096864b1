//! Tells the program what it is built for and by. Says so where SQLite is built without the flags of this project: cargo reads `.cargo/config.toml` only where it is run
//! in the checkout, or by `cargo install --path`.

/// Sets the flags of SQLite.
const VARIABLE: &str = "LIBSQLITE3_FLAGS";
/// Where they are.
const CONFIG: &str = ".cargo/config.toml";

fn main() {
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rerun-if-changed={CONFIG}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=BUILD_TARGET={}", std::env::var("TARGET").unwrap_or_default());
    println!("cargo::rustc-env=BUILD_RUSTC={}", compiler().unwrap_or_default());
    if std::env::var_os(VARIABLE).is_none() {
        let flags = std::fs::read_to_string(CONFIG).ok().and_then(|config| flags(&config).map(str::to_owned));
        let flags = flags.unwrap_or_else(|| format!("those of {CONFIG}"));
        println!(
            "cargo::warning=SQLite is built without {VARIABLE}={flags:?}: loading a catalogue takes a tenth longer"
        );
    }
}

/// Returns the version of the compiler, such as 1.95.0.
fn compiler() -> Option<String> {
    let said = std::process::Command::new(std::env::var_os("RUSTC")?).arg("--version").output().ok()?;
    String::from_utf8(said.stdout).ok()?.split(' ').nth(1).map(str::to_owned)
}

/// Finds the flags in the settings of cargo.
pub(crate) fn flags(config: &str) -> Option<&str> {
    let line = config.lines().find_map(|line| line.strip_prefix(VARIABLE)?.trim_start().strip_prefix('='))?;
    line.trim().strip_prefix('"')?.strip_suffix('"')
}
