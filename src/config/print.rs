//! Documents made of the declarations: the effective settings, `config.example.toml`, the table in `docs/CONFIG.md`.

use std::fmt::Write;

use super::declare::{Setting, SettingForm, ShownValue};
use super::layers::variable;

/// The head of `config.example.toml`.
const EXAMPLE_HEAD: &str = "\
# All settings of Afisha with their defaults. Copy this file to /etc/afisha/afisha.toml, or name it with --config or
# AFISHA_CONFIG. Environment variables override the file; flags override both. See docs/CONFIG.md.
";

/// Writes `config.example.toml`: every setting with what it is for; tables are commented examples.
pub(super) fn example(settings: &[Setting]) -> String {
    let mut out = EXAMPLE_HEAD.to_owned();
    for setting in settings {
        out.push('\n');
        comment(&mut out, "", setting);
        match &setting.form {
            SettingForm::Value => value(&mut out, "", setting),
            SettingForm::Table(fields) | SettingForm::Tables(fields) => {
                table_example(&mut out, setting.name, &setting.form, fields)
            }
        }
    }
    out
}

/// Writes a table and, after its other fields as TOML wants it, the tables in it.
fn table_example(out: &mut String, path: &str, form: &SettingForm, fields: &[Setting]) {
    let head = if matches!(form, SettingForm::Tables(_)) { format!("[[{path}]]") } else { format!("[{path}]") };
    let _ = writeln!(out, "#\n# {head}");
    for field in fields.iter().filter(|field| matches!(field.form, SettingForm::Value)) {
        comment(out, "# ", field);
        value(out, "# ", field);
    }
    for field in fields {
        if let SettingForm::Table(inner) | SettingForm::Tables(inner) = &field.form {
            out.push_str("#\n");
            comment(out, "# ", field);
            table_example(out, &format!("{path}.{}", field.name), &field.form, inner);
        }
    }
}

/// Writes the example of a setting, else its default.
fn value(out: &mut String, margin: &str, setting: &Setting) {
    match (setting.example, &setting.default) {
        (Some(example), _) => {
            let _ = writeln!(out, "{margin}{} = {example}", setting.name);
        }
        (None, Some(ShownValue::Value(default))) => {
            let _ = writeln!(out, "{margin}{} = {default}", setting.name);
        }
        (None, _) => {}
    }
}

fn comment(out: &mut String, margin: &str, setting: &Setting) {
    for line in setting.doc {
        let _ = writeln!(out, "{margin}#{line}");
    }
    let required = if setting.is_required() { "Required. " } else { "" };
    let _ = writeln!(out, "{margin}# {required}Must be {}.", setting.accepts);
}

/// Writes the table of settings in Markdown.
pub(super) fn table(settings: &[Setting]) -> String {
    let mut out = "| setting | default | must be | meaning |\n|---|---|---|---|\n".to_owned();
    for setting in settings {
        let default = match &setting.default {
            Some(ShownValue::Value(value)) => format!("`{value}`"),
            Some(ShownValue::Tables(tables)) if !tables.is_empty() => "built-in profiles".to_owned(),
            _ => "none".to_owned(),
        };
        let name = format!("`{}`<br>`{}`", setting.name, variable(setting.name));
        row(&mut out, &name, &default, setting);
        rows_of_fields(&mut out, setting.name, &setting.form);
    }
    out
}

fn rows_of_fields(out: &mut String, path: &str, form: &SettingForm) {
    let (SettingForm::Table(fields) | SettingForm::Tables(fields)) = form else { return };
    for field in fields {
        let default = match &field.default {
            None => "required".to_owned(),
            Some(ShownValue::Value(value)) => format!("`{value}`"),
            Some(_) => "omitted".to_owned(),
        };
        row(out, &format!("`{path}`: `{}`", field.name), &default, field);
        rows_of_fields(out, &format!("{path}.{}", field.name), &field.form);
    }
}

fn row(out: &mut String, name: &str, default: &str, setting: &Setting) {
    let meaning: Vec<&str> = setting.doc.iter().map(|line| line.trim()).collect();
    let accepts = setting.accepts.replace('|', "\\|");
    let _ = writeln!(out, "| {name} | {default} | {accepts} | {} |", meaning.join(" ").replace('|', "\\|"));
}

/// Writes values as a settings file: tables after everything else, as TOML wants it.
pub(super) fn effective(values: Vec<(&'static str, ShownValue)>) -> String {
    table_effective("", values)
}

/// Writes the values of the table with this path, which ends in a dot unless it is that of the whole file.
fn table_effective(path: &str, values: Vec<(&'static str, ShownValue)>) -> String {
    let mut plain = String::new();
    let mut tables = String::new();
    for (name, value) in values {
        let inner = |fields| table_effective(&format!("{path}{name}."), fields);
        match value {
            ShownValue::Nothing => {}
            ShownValue::Value(value) => {
                let _ = writeln!(plain, "{name} = {value}");
            }
            ShownValue::Table(fields) => {
                let _ = write!(tables, "\n[{path}{name}]\n{}", inner(fields));
            }
            ShownValue::Tables(entries) => {
                for fields in entries {
                    let _ = write!(tables, "\n[[{path}{name}]]\n{}", inner(fields));
                }
            }
        }
    }
    plain + &tables
}
