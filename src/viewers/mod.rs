//! What viewers have watched, and what is learnt from it. Pure: views in, films out; nothing here knows a database.

pub mod evaluate;
mod histories;
pub mod model;
mod number;
pub mod read;
mod view;

pub use model::{Model, ModelOptions};
pub use view::{View, ViewerNo};
