//! Whole numbers with a legal range.

/// A whole number with a legal range, which is the same in files, in tables and for editors.
pub trait Bounded: Sized {
    /// The least legal number.
    const LEAST: u64;
    /// The greatest legal number.
    const MOST: u64;

    /// Makes the value; `None` outside the range.
    fn bounded(number: u64) -> Option<Self>;
}

/// Declares a whole number that cannot be made outside its range; both bounds are legal.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident($raw:ty): $least:expr, $most:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($raw);

        impl $name {
            /// The least there is.
            pub const MIN: Self = Self($least);
            /// The greatest there is.
            pub const MAX: Self = Self($most);

            /// Makes the value; `None` below [`Self::MIN`] and above [`Self::MAX`].
            pub fn new(raw: $raw) -> Option<Self> {
                (Self::MIN.0..=Self::MAX.0).contains(&raw).then_some(Self(raw))
            }

            /// Returns the number.
            pub const fn get(self) -> $raw {
                self.0
            }
        }

        impl $crate::catalog::Bounded for $name {
            const LEAST: u64 = $least;
            const MOST: u64 = $most;

            fn bounded(number: u64) -> Option<Self> {
                <$raw>::try_from(number).ok().and_then(Self::new)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
pub(crate) use bounded;

/// Votes, and seconds of a file: as many as fit 32 bits.
impl Bounded for u32 {
    const LEAST: u64 = 0;
    const MOST: u64 = 0xFFFF_FFFF;

    fn bounded(number: u64) -> Option<Self> {
        number.try_into().ok()
    }
}
