//! How fast and how dear the board is, measured from outside against the usual Node.js handler in the same run.
//!
//! - [`world`]: the processes around a function: [`roles`] says which there are and what each plays
//! - [`sandbox`]: the function under measurement, driven over the [`runtime_api`], with its [`process`]'s CPU and memory
//! - [`events`]: what API Gateway would send it; [`throttle`]: how a small or a frozen function gets its CPU
//! - [`measure`]: what is measured and in which order; [`goals`]: what it should be
//! - [`endurance`]: what is lost under load, faults and crashes
//! - [`guard`]: what an event takes that does not depend on the machine, compared with what was committed
//! - [`report`]: the table, the JSON and the plots

pub mod artifact;
pub mod child;
pub mod endurance;
pub mod events;
pub mod goals;
pub mod guard;
pub mod measure;
pub mod process;
pub mod report;
pub mod roles;
pub mod runtime_api;
pub mod sandbox;
pub mod statistics;
pub mod throttle;
pub mod world;
