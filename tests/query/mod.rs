//! The engine against its stupid twin, over catalogues and questions that proptest makes up.

mod generate;
mod twin;
