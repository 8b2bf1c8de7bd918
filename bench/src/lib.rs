//! How fast and how dear the board is, measured from outside against the usual Node.js handler in the same run.
//!
//! - [`world`]: the services around a function: the [`database`] with its [`rows`], and `@connections`
//! - [`sandbox`]: the function under measurement, driven over the Runtime API, with its [`process`]'s CPU and memory;
//!   [`floor`]: the least function that there can be
//! - [`events`]: what API Gateway would send it; [`throttle`]: how a small or a frozen function gets its CPU
//! - [`measure`]: what is measured and in which order; [`goals`]: what it should be; [`report`]: the tables
//! - [`guard`]: what an event takes that does not depend on the machine, compared with what was committed
//! - [`endurance`]: a whole laptop under load, and over a day
//!
//! Whatever cannot be measured is an error that says why.

pub mod artifact;
pub mod database;
pub mod endurance;
pub mod events;
pub mod floor;
pub mod goals;
pub mod guard;
pub mod measure;
pub mod process;
pub mod report;
pub mod rows;
pub mod sandbox;
pub mod statistics;
pub mod throttle;
pub mod world;
