//! The engine against its stupid twin, over catalogues and questions that proptest makes up.

pub(crate) mod generate;
mod twin;
