//! How a value is compared.

/// How a text is compared; upper and lower case differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMethod {
    /// It has the text in it.
    Contains,
    /// It does not.
    NotContains,
    /// It is the text.
    Equals,
    /// It is not.
    NotEquals,
    /// It begins with the text.
    StartsWith,
    /// It does not.
    NotStartsWith,
    /// It ends with the text.
    EndsWith,
    /// It does not.
    NotEndsWith,
}

/// How a number is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberMethod {
    /// It is less.
    Less,
    /// It is less, or equal.
    LessOrEqual,
    /// It is greater.
    Greater,
    /// It is greater, or equal.
    GreaterOrEqual,
    /// It is equal.
    Equal,
}

/// A number that values are compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QueryNumber {
    /// A whole one.
    Whole(i64),
    /// Any other.
    Fraction(f64),
}

/// What is chosen by its name.
pub(super) trait Named: Copy + 'static {
    /// All that there are, with their names.
    const NAMES: &'static [(&'static str, Self)];

    /// Finds the one of this name.
    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// Lists the names.
    fn accepts() -> String {
        Self::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

impl Named for TextMethod {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("CONTAINS", Self::Contains),
        ("NOT_CONTAINS", Self::NotContains),
        ("EQUALS", Self::Equals),
        ("NOT_EQUALS", Self::NotEquals),
        ("STARTS_WITH", Self::StartsWith),
        ("NOT_STARTS_WITH", Self::NotStartsWith),
        ("ENDS_WITH", Self::EndsWith),
        ("NOT_ENDS_WITH", Self::NotEndsWith),
    ];
}

impl Named for NumberMethod {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("LESS_THAN", Self::Less),
        ("LESS_THAN_EQUAL", Self::LessOrEqual),
        ("GREATER_THAN", Self::Greater),
        ("GREATER_THAN_EQUAL", Self::GreaterOrEqual),
        ("EQUAL", Self::Equal),
    ];
}
