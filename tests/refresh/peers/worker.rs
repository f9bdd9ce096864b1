//! The threads that ask peers on schedule.
