//! The parts of a measurement, tried out without the functions that are measured: those have to be built first.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod goals;
mod guard;
mod parts;
mod statistics;
