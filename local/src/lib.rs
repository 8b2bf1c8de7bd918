//! The laptop: AWS services of the stack, played on this machine.

pub mod lambda;
