//! Why a record is not taken.

/// Why a record is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordFault {
    /// A member that has to be there is not.
    Missing,
    /// A member is of another type.
    Type,
    /// A number does not fit into 64 bits, or is none that can be.
    Number,
    /// A text has half of a surrogate pair.
    Surrogate,
    /// A text has a NUL.
    Nul,
    /// It is nested too deeply.
    Depth,
    /// The address is none, or is none of the public internet.
    Address,
    /// The identifier of the torrent is not one.
    Identifier,
    /// It is about a time too long ago, or to come.
    Time,
    /// It says nothing: no byte went either way.
    Idle,
    /// The torrent is private.
    Private,
}

/// How many records were not taken, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refusals([u64; RecordFault::ALL.len()]);

impl RecordFault {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Missing,
        Self::Type,
        Self::Number,
        Self::Surrogate,
        Self::Nul,
        Self::Depth,
        Self::Address,
        Self::Identifier,
        Self::Time,
        Self::Idle,
        Self::Private,
    ];

    /// Returns a word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Type => "type",
            Self::Number => "number",
            Self::Surrogate => "surrogate",
            Self::Nul => "nul",
            Self::Depth => "depth",
            Self::Address => "address",
            Self::Identifier => "identifier",
            Self::Time => "time",
            Self::Idle => "idle",
            Self::Private => "private",
        }
    }
}

impl Refusals {
    /// Counts a record.
    pub(super) fn add(&mut self, fault: RecordFault) {
        for (count, known) in self.0.iter_mut().zip(RecordFault::ALL) {
            *count += u64::from(known == fault);
        }
    }

    /// Returns the reasons with how many records each cost; those that cost none too.
    pub fn by_reason(&self) -> impl Iterator<Item = (RecordFault, u64)> {
        RecordFault::ALL.into_iter().zip(self.0)
    }

    /// Returns how many records were not taken.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}
