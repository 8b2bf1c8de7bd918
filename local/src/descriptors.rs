//! How many file descriptors a process may have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io;

/// Lets this process have all that it may give itself. A usual soft limit, 1,024, is no more than some 1,000 clients.
///
/// # Errors
///
/// The system has a limit of its own below the one that it tells.
pub fn raise() -> io::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    Ok(setrlimit(Resource::Nofile, raised)?)
}
