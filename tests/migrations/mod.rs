//! The migrations, and the schema they make: alike on both backends, up and down, with indexes, rules and checks.

mod checks;
mod description;
mod generated;
mod rules;
mod steps;
