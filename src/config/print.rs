//! Documents made of the declarations: the effective settings, `config.example.toml`, the table in `docs/CONFIG.md`.

use std::fmt::Write;

use super::declare::{Setting, Shown};
use super::layers::variable;
use super::settings;

/// The head of `config.example.toml`.
const EXAMPLE_HEAD: &str = "\
# All settings of Afisha with their defaults. Copy this file to /etc/afisha/afisha.toml, or name it with --config or
# AFISHA_CONFIG. Environment variables override the file; flags override both. See docs/CONFIG.md.
";

/// Writes `config.example.toml`: every setting with what it is for; entries are commented examples.
pub fn example() -> String {
    let mut out = EXAMPLE_HEAD.to_owned();
    for setting in settings() {
        out.push('\n');
        comment(&mut out, "", &setting);
        match (&setting.example, &setting.default) {
            (Shown::Entries(entries), _) => {
                for entry in entries {
                    let _ = writeln!(out, "#\n# [[{}]]", setting.name);
                    for (field, (name, value)) in setting.fields.iter().zip(entry) {
                        comment(&mut out, "# ", field);
                        if let Shown::Value(value) = value {
                            let _ = writeln!(out, "# {name} = {value}");
                        }
                    }
                }
            }
            (_, Shown::Value(default)) => {
                let _ = writeln!(out, "{} = {default}", setting.name);
            }
            _ => {}
        }
    }
    out
}

fn comment(out: &mut String, margin: &str, setting: &Setting) {
    for line in setting.doc {
        let _ = writeln!(out, "{margin}#{line}");
    }
    let required = if setting.required { "Required. " } else { "" };
    let _ = writeln!(out, "{margin}# {required}Must be {}.", setting.accepts);
}

/// Writes the table of settings in Markdown.
pub fn table() -> String {
    let mut out = "| setting | default | must be | meaning |\n|---|---|---|---|\n".to_owned();
    for setting in settings() {
        let default = match &setting.default {
            Shown::Value(value) => format!("`{value}`"),
            Shown::Entries(entries) if entries.is_empty() => "none".to_owned(),
            Shown::Entries(_) => "built-in profiles".to_owned(),
            Shown::Nothing => "none".to_owned(),
        };
        let name = format!("`{}`<br>`{}`", setting.name, variable(setting.name));
        row(&mut out, &name, &default, &setting);
        for field in &setting.fields {
            let default = if field.required { "required" } else { "omitted" };
            row(&mut out, &format!("`{}`: `{}`", setting.name, field.name), default, field);
        }
    }
    out
}

fn row(out: &mut String, name: &str, default: &str, setting: &Setting) {
    let meaning: Vec<&str> = setting.doc.iter().map(|line| line.trim()).collect();
    let accepts = setting.accepts.replace('|', "\\|");
    let _ = writeln!(out, "| {name} | {default} | {accepts} | {} |", meaning.join(" ").replace('|', "\\|"));
}

/// Writes values as a settings file: tables after everything else, as TOML wants it.
pub(super) fn effective(values: Vec<(&'static str, Shown)>) -> String {
    let mut plain = String::new();
    let mut tables = String::new();
    for (name, value) in values {
        match value {
            Shown::Nothing => {}
            Shown::Value(value) => {
                let _ = writeln!(plain, "{name} = {value}");
            }
            Shown::Entries(entries) => {
                for entry in entries {
                    let _ = write!(tables, "\n[[{name}]]\n{}", effective(entry));
                }
            }
        }
    }
    plain + &tables
}
