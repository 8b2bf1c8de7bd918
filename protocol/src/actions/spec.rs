//! What is known of an action before any request for it is read.

/// What an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// The `message` of its error replies.
    pub failure: &'static str,
    /// Whether it changes anything that others see.
    pub writes: bool,
    /// The throttle of its route, unless the stack sets another. Without one, the stage's holds.
    pub throttle: Option<Throttle>,
}

/// How many requests a route accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Requests a second.
    pub rate: u32,
    /// Requests at once above that rate.
    pub burst: u32,
}
