//! Who gave which setting.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use toml::Value;
use toml::de::DeTable;

use super::declare::{Setting, SettingsGroup};
use super::fault::{Origin, Problem, SettingRefusal, SettingsFault, SettingsFaults, VARIABLE_PREFIX};
use super::kubernetes::is_injected;
use super::redact::presentable_name;
use super::sources::{FILE_VARIABLE, Sources};

/// What the topmost layer says of each setting that any says something of.
pub(super) struct Layers {
    given: BTreeMap<&'static str, (Value, Origin)>,
    faults: Vec<SettingsFault>,
}

impl Layers {
    /// Lays the sources over one another.
    pub(super) fn of(sources: &Sources, settings: &[Setting]) -> Self {
        let mut layers = Self { given: BTreeMap::new(), faults: Vec::new() };
        if let Some(path) = sources.settings_file() {
            let variable = sources.is_file_of_variable().then(|| FILE_VARIABLE.to_owned());
            layers.lay_file(&path, variable, settings);
        }
        let mut environment: Vec<_> = sources.environment.iter().collect();
        environment.sort();
        for (name, text) in environment {
            layers.lay_variable(name, text, settings);
        }
        for (name, text) in &sources.flags {
            let origin = Origin::Flag(format!("--{}", name.replace('_', "-")));
            layers.lay(name, settings, origin, |setting| (setting.from_text)(text));
        }
        layers
    }

    /// Lets the group take what is given.
    pub(super) fn fill(&mut self, group: &mut dyn SettingsGroup) {
        for setting in group.settings() {
            let Some((value, origin)) = self.given.get(setting.name) else { continue };
            let refusals = group.fill(&|name| (name == setting.name).then(|| value.clone()));
            let origin = || origin.clone();
            self.faults
                .extend(refusals.into_iter().map(|refusal| SettingsFault::Refused { origin: origin(), refusal }));
        }
    }

    /// Tells whether both settings are given, the first in a later layer than the second.
    pub(super) fn is_above(&self, name: &str, other: &str) -> bool {
        let layer = |name| self.given.get(name).map(|(_, origin)| layer(origin));
        layer(name).zip(layer(other)).is_some_and(|(layer, other)| layer > other)
    }

    /// Tells whether what is given for the setting was refused.
    pub(super) fn has_refused(&self, name: &str) -> bool {
        self.faults
            .iter()
            .any(|fault| matches!(fault, SettingsFault::Refused { refusal, .. } if refusal.setting == name))
    }

    /// Refuses a setting for what others say.
    pub(super) fn refuse(&mut self, name: &str, words: String) {
        let Some((_, origin)) = self.given.get(name) else { return };
        let refusal = SettingRefusal::new(Problem::Rule(words)).within(name);
        self.faults.push(SettingsFault::Refused { origin: origin.clone(), refusal });
    }

    /// Ends in the faults, if there are any.
    pub(super) fn finish(self) -> Result<(), SettingsFaults> {
        if self.faults.is_empty() { Ok(()) } else { Err(SettingsFaults(self.faults)) }
    }

    fn lay_file(&mut self, path: &Path, variable: Option<String>, settings: &[Setting]) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                return self.faults.push(SettingsFault::Unreadable {
                    path: path.to_owned(),
                    variable,
                    kind: error.kind(),
                });
            }
        };
        let origin = |at: usize| Origin::File(path.to_owned(), line(&text, at));
        // Once for the places of the keys, once for their values.
        let parsed = DeTable::parse(&text).and_then(|places| Ok((places, text.parse::<toml::Table>()?)));
        let (places, mut values) = match parsed {
            Ok(parsed) => parsed,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let reason = error.message().replace('\n', ", ");
                return self.faults.push(SettingsFault::Syntax { origin: origin(at), reason });
            }
        };
        for key in places.get_ref().keys() {
            let Some(value) = values.remove(key.get_ref().as_ref()) else { continue };
            self.lay(key.get_ref(), settings, origin(key.span().start), |_| value);
        }
    }

    fn lay_variable(&mut self, name: &OsStr, text: &OsStr, settings: &[Setting]) {
        let name = name.to_string_lossy();
        let is_ours = name.starts_with(VARIABLE_PREFIX) && name != FILE_VARIABLE;
        if !is_ours || is_injected(&name, &text.to_string_lossy()) {
            return;
        }
        let origin = Origin::Variable(presentable_name(&name));
        let Some(setting) = settings.iter().find(|setting| variable(setting.name) == *name) else {
            let known: Vec<String> = settings.iter().map(|setting| variable(setting.name)).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).chain([FILE_VARIABLE]).collect();
            return self
                .faults
                .push(SettingsFault::Refused { origin, refusal: SettingRefusal::unknown(&name, &known) });
        };
        match text.to_str() {
            Some(text) => self.lay(setting.name, settings, origin, |setting| (setting.from_text)(text)),
            None => {
                let refusal = SettingRefusal::new(Problem::Rule("is not UTF-8".to_owned())).within(setting.name);
                self.faults.push(SettingsFault::Refused { origin, refusal });
            }
        }
    }

    fn lay(&mut self, name: &str, settings: &[Setting], origin: Origin, value: impl FnOnce(&Setting) -> Value) {
        match settings.iter().find(|setting| setting.name == name) {
            Some(setting) => {
                self.given.insert(setting.name, (value(setting), origin));
            }
            None => {
                let known: Vec<&str> = settings.iter().map(|setting| setting.name).collect();
                self.faults.push(SettingsFault::Refused { origin, refusal: SettingRefusal::unknown(name, &known) });
            }
        }
    }
}

/// Returns the name of the variable for a setting.
pub(super) fn variable(setting: &str) -> String {
    format!("{VARIABLE_PREFIX}{}", setting.to_uppercase())
}

/// Returns the number of the layer: the higher, the later.
fn layer(origin: &Origin) -> u8 {
    match origin {
        Origin::File(..) => 0,
        Origin::Variable(_) => 1,
        Origin::Flag(_) => 2,
    }
}

/// Returns the line of a place in a text, from 1.
fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
