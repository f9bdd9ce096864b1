//! What downloaders report: samples of real clients, and what holds for every record that is wrong. Whom the lists warn of, and
//! how hard it is to poison them.

mod analyses;
mod counting;
mod court;
mod evidence;
mod lists;
mod poisoning;
mod properties;
mod samples;
mod simulator;
