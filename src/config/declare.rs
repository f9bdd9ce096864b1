//! How settings are declared.

use toml::Value;

use super::fault::{Problem, SettingRefusal};

/// A setting, or a field of a table, as documents tell of it.
pub(super) struct Setting {
    /// Its name in the file.
    pub(super) name: &'static str,
    /// What it is for, a line each.
    pub(super) doc: &'static [&'static str],
    /// What may be given.
    pub(super) accepts: String,
    /// Its default; `None`: it has none, and a table without it is refused.
    pub(super) default: Option<ShownValue>,
    /// A value worth showing where the default says too little, as TOML.
    pub(super) example: Option<&'static str>,
    /// What it holds.
    pub(super) form: SettingForm,
    /// Turns what a variable or a flag says into what the file would.
    pub(super) from_text: fn(&str) -> Value,
}

impl Setting {
    /// Describes a setting of this kind; of `default` and `example`, the first counts.
    pub(super) fn of<K: SettingKind>(
        name: &'static str,
        doc: &'static [&'static str],
        default: &[K::Value],
        example: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            doc,
            accepts: K::accepts(),
            default: default.first().map(K::show),
            example: example.first().copied(),
            form: K::form(),
            from_text: K::from_text,
        }
    }

    /// Tells whether a table without it is refused.
    pub(super) fn is_required(&self) -> bool {
        self.default.is_none()
    }
}

/// What a setting holds.
pub(super) enum SettingForm {
    /// One value, which may be a list.
    Value,
    /// A table (`[registry]`), with these fields.
    Table(Vec<Setting>),
    /// Any number of tables (`[[device]]`), with these fields.
    Tables(Vec<Setting>),
}

/// A value as documents write it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ShownValue {
    /// Left out.
    Nothing,
    /// After `=`.
    Value(Value),
    /// A table, its fields in order.
    Table(Vec<(&'static str, ShownValue)>),
    /// Tables, the fields of each in order.
    Tables(Vec<Vec<(&'static str, ShownValue)>>),
}

/// What values a setting takes. The kinds that several settings share are in `kinds`.
pub(super) trait SettingKind {
    /// What the program works with.
    type Value;

    /// Says what may be given, after «it must be».
    fn accepts() -> String;

    /// Reads what the file says.
    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>>;

    /// Writes it for documents, secrets starred; [`Self::read`] takes it back.
    fn show(value: &Self::Value) -> ShownValue;

    /// Turns what a variable or a flag says into what the file would.
    fn from_text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    /// Returns what the values hold.
    fn form() -> SettingForm {
        SettingForm::Value
    }

    /// Refuses a value for not being what is accepted.
    fn refuse(value: &Value) -> Vec<SettingRefusal> {
        vec![SettingRefusal::bad(value, Self::accepts())]
    }
}

/// Some settings that belong together, each at the top of the file. All of them have defaults.
pub(super) trait SettingsGroup {
    /// Describes the settings.
    fn settings(&self) -> Vec<Setting>;

    /// Takes what is given; `find` gives it by the setting's name. What is refused keeps its default.
    fn fill(&mut self, find: &dyn Fn(&str) -> Option<Value>) -> Vec<SettingRefusal>;

    /// Returns the values for documents.
    fn show(&self) -> Vec<(&'static str, ShownValue)>;
}

/// The settings of one table of the file, which is read as a whole or refused.
pub(super) trait SettingsTable: Sized {
    /// Describes the fields.
    fn settings() -> Vec<Setting>;

    /// Reads the fields; `find` gives them by name.
    fn read(find: &dyn Fn(&str) -> Option<Value>) -> Result<Self, Vec<SettingRefusal>>;

    /// Returns the values for documents.
    fn show(&self) -> Vec<(&'static str, ShownValue)>;
}

/// Takes what is given for one setting into its place.
pub(super) fn take<K: SettingKind>(place: &mut K::Value, name: &str, given: Option<Value>) -> Vec<SettingRefusal> {
    match given.as_ref().map(K::read) {
        Some(Ok(value)) => {
            *place = value;
            Vec::new()
        }
        Some(Err(refusals)) => refusals.into_iter().map(|refusal| refusal.within(name)).collect(),
        None => Vec::new(),
    }
}

/// Returns what is given for one field, else its default. `None`: there is neither, or what is given is refused.
pub(super) fn given_or<K: SettingKind, const N: usize>(
    default: [K::Value; N],
    name: &str,
    given: Option<Value>,
    refusals: &mut Vec<SettingRefusal>,
) -> Option<K::Value> {
    let missing = || vec![SettingRefusal::new(Problem::Missing { accepts: K::accepts() })];
    let read = match given {
        Some(value) => K::read(&value),
        None => default.into_iter().next().ok_or_else(missing),
    };
    read.map_err(|refused| refusals.extend(refused.into_iter().map(|refusal| refusal.within(name)))).ok()
}

/// Declares settings at the top of the file: a plain struct, and its [`SettingsGroup`].
///
/// The doc comment of a field is the text of documents; then the name in the file, the field, its type, its default,
/// and the [`SettingKind`] of values it takes; then, where the default says too little, `example` and a value as TOML.
macro_rules! settings {
    (
        $(#[doc = $group_doc:literal])+
        $vis:vis struct $group:ident {
            $(
                $(#[doc = $doc:literal])+
                $name:literal => $field:ident: $type:ty = $default:expr, $kind:ty $(, example $example:literal)?;
            )+
        }
    ) => {
        $(#[doc = $group_doc])+
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $group {
            $( $(#[doc = $doc])+ $vis $field: $type, )+
        }

        impl Default for $group {
            fn default() -> Self {
                Self { $( $field: $default, )+ }
            }
        }

        impl $crate::config::declare::SettingsGroup for $group {
            fn settings(&self) -> Vec<$crate::config::declare::Setting> {
                use $crate::config::declare::Setting;
                vec![$( Setting::of::<$kind>($name, &[$($doc),+], &[$default], &[$($example)?]), )+]
            }

            fn fill(
                &mut self,
                find: &dyn Fn(&str) -> Option<toml::Value>,
            ) -> Vec<$crate::config::fault::SettingRefusal> {
                let mut refusals = Vec::new();
                $( refusals.extend($crate::config::declare::take::<$kind>(&mut self.$field, $name, find($name))); )+
                refusals
            }

            fn show(&self) -> Vec<(&'static str, $crate::config::declare::ShownValue)> {
                use $crate::config::declare::SettingKind;
                vec![$( ($name, <$kind>::show(&self.$field)), )+]
            }
        }
    };
}
pub(super) use settings;

/// Declares the fields of a table of the file: a plain struct, and its [`SettingsTable`]. As [`settings!`], but a field without
/// a default is one that the table cannot do without.
macro_rules! entry {
    (
        $(#[doc = $entry_doc:literal])+
        $vis:vis struct $entry:ident {
            $(
                $(#[doc = $doc:literal])+
                $name:literal => $field:ident: $type:ty $(= $default:expr)?, $kind:ty $(, example $example:literal)?;
            )+
        }
    ) => {
        $(#[doc = $entry_doc])+
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $entry {
            $( $(#[doc = $doc])+ $vis $field: $type, )+
        }

        impl $crate::config::declare::SettingsTable for $entry {
            fn settings() -> Vec<$crate::config::declare::Setting> {
                use $crate::config::declare::Setting;
                vec![$( Setting::of::<$kind>($name, &[$($doc),+], &[$($default)?], &[$($example)?]), )+]
            }

            fn read(
                find: &dyn Fn(&str) -> Option<toml::Value>,
            ) -> Result<Self, Vec<$crate::config::fault::SettingRefusal>> {
                use $crate::config::declare::given_or;
                let mut refusals = Vec::new();
                $( let $field = given_or::<$kind, _>([$($default)?], $name, find($name), &mut refusals); )+
                match ($($field,)+) {
                    ($(Some($field),)+) => Ok(Self { $($field,)+ }),
                    _ => Err(refusals),
                }
            }

            fn show(&self) -> Vec<(&'static str, $crate::config::declare::ShownValue)> {
                use $crate::config::declare::SettingKind;
                vec![$( ($name, <$kind>::show(&self.$field)), )+]
            }
        }
    };
}
pub(super) use entry;
