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

impl Spec {
    /// An action that changes nothing, and what it is called when it fails.
    pub(super) const fn read(failure: &'static str) -> Self {
        Self {
            failure,
            writes: false,
            throttle: None,
        }
    }

    /// An action that changes what others see.
    pub(super) const fn write(failure: &'static str) -> Self {
        Self {
            writes: true,
            ..Self::read(failure).throttled(50, 200)
        }
    }

    /// The action with another throttle.
    pub(super) const fn throttled(self, rate: u32, burst: u32) -> Self {
        Self {
            throttle: Some(Throttle { rate, burst }),
            ..self
        }
    }
}

/// How many requests a route accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// Requests a second.
    pub rate: u32,
    /// Requests at once above that rate.
    pub burst: u32,
}
