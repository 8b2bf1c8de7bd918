//! What a laptop runs under besides its options. A person's laptop has the machine's clock and the faults of its command line; a
//! test keeps a handle on both.

use crate::{
    dynamodb::Call,
    faults::Faults,
    iam::{Roles, Watch},
    lambda::LogSink,
    road::Layer,
};
use gateway::Clock;
use std::sync::Arc;

/// Changes the roles that a program declares.
pub type AmendRoles = Arc<dyn Fn(&mut Roles) + Send + Sync>;

/// A laptop's surroundings.
#[derive(Clone)]
pub struct Conditions {
    /// What the gateway's timers, event times, sandbox time-outs and, in memory, the tables' TTL go by.
    pub clock: Clock,
    /// What goes wrong. May be changed while the laptop runs.
    pub faults: Faults,
    /// What a call of DynamoDB passes before the faults: it changes what the handler asks, or gets to hear.
    pub handler_side: Vec<Arc<dyn Layer<Call>>>,
    /// What a call of DynamoDB passes after the faults, last before the database: it sees what is carried out.
    pub database_side: Vec<Arc<dyn Layer<Call>>>,
    /// Where the lines go that sandboxes write, if not to `tracing`.
    pub log: Option<Arc<dyn LogSink>>,
    /// Amends the declared roles before any policy is evaluated, so that a test can take a grant away or add one.
    pub amend_roles: Option<AmendRoles>,
    /// Hears what roles are used for.
    pub watch_roles: Option<Watch>,
}

impl Default for Conditions {
    /// The machine's clock, and no faults.
    fn default() -> Self {
        let clock = Clock::new();
        Self {
            faults: Faults::by(clock.clone()),
            clock,
            handler_side: Vec::new(),
            database_side: Vec::new(),
            log: None,
            amend_roles: None,
            watch_roles: None,
        }
    }
}
