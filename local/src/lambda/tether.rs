//! What ends a sandbox whose laptop is gone, even when the laptop was killed and could end nothing itself.
//!
//! Two things do:
//! - The Runtime API is gone with the laptop: a sandbox that waits for an event, or answers one, sees its connection
//!   closed, and its runtime ends the process.
//! - A sandbox's standard input is a pipe that the laptop keeps open and never writes to. A sandbox that is busy, or stuck,
//!   can watch for its end: [`end_with_the_laptop`].

use std::{io::Read, thread};

/// Ends this process, and what it has started, when its standard input ends.
///
/// For the laptop's own executable, when it finds itself started as a sandbox.
pub fn end_with_the_laptop() {
    thread::spawn(|| {
        let mut nothing = [0; 64];
        while let Ok(1..) = std::io::stdin().read(&mut nothing) {}
        super::process::end_own_group();
    });
}
