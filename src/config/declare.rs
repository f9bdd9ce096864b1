//! How settings are declared.

use toml::Value;

use super::fault::{Problem, Refusal};
use super::secret::may_hold_secret;

/// A setting, or a field of an entry (`[[device]]`), as documents tell of it.
pub(super) struct Setting {
    /// Its name in the file.
    pub(super) name: &'static str,
    /// What it is for, a line each.
    pub(super) doc: &'static [&'static str],
    /// What may be given.
    pub(super) accepts: String,
    /// Whether it has no default.
    pub(super) required: bool,
    /// Its default.
    pub(super) default: Shown,
    /// What to show where the default says too little.
    pub(super) example: Shown,
    /// The fields of an entry; empty: it has none.
    pub(super) fields: Vec<Setting>,
    /// Turns what a variable or a flag says into what the file would.
    pub(super) from_text: fn(&str) -> Value,
}

/// A value as documents write it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shown {
    /// Left out.
    Nothing,
    /// After `=`.
    Value(Value),
    /// A table each, its fields in order.
    Entries(Vec<Vec<(&'static str, Shown)>>),
}

/// What values a setting takes.
pub(super) trait Kind {
    /// What the program works with.
    type Value;
    /// Whether an entry without it is refused.
    const REQUIRED: bool = false;

    /// Says what may be given, after «it must be».
    fn accepts() -> String;

    /// Reads what the file says.
    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>>;

    /// Writes it for documents, secrets starred; [`Self::read`] takes it back.
    fn show(value: &Self::Value) -> Shown;

    /// Turns what a variable or a flag says into what the file would.
    fn from_text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    /// Returns a value worth showing, where the default is not.
    fn example() -> Option<Self::Value> {
        None
    }

    /// Returns the fields, where the values are entries.
    fn fields() -> Vec<Setting> {
        Vec::new()
    }

    /// Refuses a value for not being what is accepted.
    fn refuse(value: &Value) -> Vec<Refusal> {
        vec![Refusal::bad(value, Self::accepts())]
    }
}

/// Some settings that belong together.
pub(super) trait Group {
    /// Describes the settings.
    fn settings(&self) -> Vec<Setting>;

    /// Takes what is given; `find` gives it by the setting's name. What is refused keeps its default.
    fn fill(&mut self, find: &dyn Fn(&str) -> Option<Value>) -> Vec<Refusal>;

    /// Returns the values for documents.
    fn show(&self) -> Vec<(&'static str, Shown)>;
}

/// A kind that an entry cannot do without.
pub(super) struct Required<K>(std::marker::PhantomData<K>);

impl<K: Kind> Kind for Required<K> {
    type Value = K::Value;
    const REQUIRED: bool = true;

    fn accepts() -> String {
        K::accepts()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<Refusal>> {
        K::read(value)
    }

    fn show(value: &Self::Value) -> Shown {
        K::show(value)
    }
}

/// Takes what is given for one setting into its place.
pub(super) fn take<K: Kind>(place: &mut K::Value, name: &str, given: Option<Value>) -> Vec<Refusal> {
    let refusals = match given.as_ref().map(K::read) {
        Some(Ok(value)) => {
            *place = value;
            Vec::new()
        }
        Some(Err(refusals)) => refusals,
        None if K::REQUIRED => vec![Refusal::new(Problem::Missing { accepts: K::accepts() })],
        None => Vec::new(),
    };
    refusals.into_iter().map(|refusal| refusal.within(name)).collect()
}

/// Reads a list of tables, each of them a [`Group`].
pub(super) fn entries<G: Group + Default>(value: &Value, accepts: fn() -> String) -> Result<Vec<G>, Vec<Refusal>> {
    let refuse = |value: &Value| Refusal::bad(value, accepts());
    let Some(list) = value.as_array() else { return Err(vec![refuse(value)]) };
    let mut refusals = Vec::new();
    let mut read = Vec::new();
    for (at, entry) in list.iter().enumerate() {
        let mut group = G::default();
        let refused = match entry.as_table() {
            None => vec![refuse(entry)],
            Some(table) => {
                let known: Vec<&str> = group.settings().iter().map(|field| field.name).collect();
                let unknown = table.keys().filter(|key| !known.contains(&key.as_str()));
                let mut refused: Vec<_> = unknown.map(|key| Refusal::unknown(key, &known)).collect();
                refused.extend(group.fill(&|name| table.get(name).cloned()));
                refused
            }
        };
        refusals.extend(refused.into_iter().map(|refusal| refusal.of_member(at)));
        read.push(group);
    }
    if refusals.is_empty() { Ok(read) } else { Err(refusals) }
}

/// Reads a list whose members are texts, each by itself; `parse` gives `None` for what it refuses.
pub(super) fn texts<T>(
    value: &Value,
    accepts: &dyn Fn() -> String,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Vec<Refusal>> {
    let bad = |value: &Value| Refusal::bad(value, accepts());
    let Some(list) = value.as_array() else { return Err(vec![bad(value)]) };
    let mut refusals = Vec::new();
    let mut read = Vec::new();
    for (at, member) in list.iter().enumerate() {
        match member.as_str().and_then(&parse) {
            Some(parsed) => read.push(parsed),
            None => refusals.push(bad(member).of_member(at)),
        }
    }
    if refusals.is_empty() { Ok(read) } else { Err(refusals) }
}

/// Turns a list as a variable gives it, in TOML or separated by commas, into what the file would say. What may be the
/// URL of a database is not taken apart: faults would not know its pieces for secrets.
pub(super) fn list_from_text(text: &str) -> Value {
    match text.trim().parse::<Value>() {
        Ok(value @ Value::Array(_)) => value,
        _ if may_hold_secret(text) => Value::String(text.to_owned()),
        _ => {
            let members = text.split(',').map(str::trim).filter(|member| !member.is_empty());
            Value::Array(members.map(|member| Value::String(member.to_owned())).collect())
        }
    }
}

/// Turns a list of entries as a variable gives it, in TOML, into what the file would say.
pub(super) fn entries_from_text(text: &str) -> Value {
    text.trim().parse::<Value>().unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// Declares a group of settings: a plain struct, and its [`Group`].
///
/// The doc comment of a field is the text of documents; then the name in the file, the field, its type, its
/// default, and the [`Kind`] of values it takes.
macro_rules! settings {
    (
        $(#[doc = $group_doc:literal])+
        $vis:vis struct $group:ident {
            $( $(#[doc = $doc:literal])+ $name:literal => $field:ident: $type:ty = $default:expr, $kind:ty; )+
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

        impl $crate::config::declare::Group for $group {
            fn settings(&self) -> Vec<$crate::config::declare::Setting> {
                use $crate::config::declare::{Kind, Setting, Shown};
                let defaults = Self::default();
                vec![$( Setting {
                    name: $name,
                    doc: &[$($doc),+],
                    accepts: <$kind>::accepts(),
                    required: <$kind>::REQUIRED,
                    default: <$kind>::show(&defaults.$field),
                    example: <$kind>::example().map_or(Shown::Nothing, |example| <$kind>::show(&example)),
                    fields: <$kind>::fields(),
                    from_text: <$kind>::from_text,
                }, )+]
            }

            fn fill(
                &mut self,
                find: &dyn Fn(&str) -> Option<toml::Value>,
            ) -> Vec<$crate::config::fault::Refusal> {
                let mut refusals = Vec::new();
                $( refusals.extend($crate::config::declare::take::<$kind>(&mut self.$field, $name, find($name))); )+
                refusals
            }

            fn show(&self) -> Vec<(&'static str, $crate::config::declare::Shown)> {
                use $crate::config::declare::Kind;
                vec![$( ($name, <$kind>::show(&self.$field)), )+]
            }
        }
    };
}
pub(super) use settings;
