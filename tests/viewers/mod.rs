//! What is learnt from views.

mod evaluate;
mod model;
mod read;
mod shapes;
