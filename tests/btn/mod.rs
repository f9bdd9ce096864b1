//! What downloaders report: samples of real clients, and what holds for every record that is wrong.

mod evidence;
mod properties;
mod samples;
