//! What goes wrong around the real program, run as a process.

mod connections;
