//! Faults, injected on purpose: what AWS does on a bad day, done to the laptop's own sandboxes.
//!
//! - [`fault`]: what goes wrong, where and how often; the grammar of `--fault`
//! - [`database`] and [`connections`]: faults of DynamoDB and of `@connections`, as layers of the [road](crate::road)
//! - `stale`: the copy of the tables that lags behind, for reads that do not ask for the newest
//!
//! ```
//! use local::faults::Faults;
//!
//! let faults = Faults::default();
//! // Every tenth write is done and its answer lost; the next post kills its sandbox.
//! faults.set(["writes=lost@10%".parse()?, "post=kill-before@1".parse()?]);
//! # Ok::<(), local::faults::InvalidFault>(())
//! ```

pub mod connections;
pub mod database;
pub mod fault;
mod stale;

pub use self::fault::{Fault, InvalidFault};

use self::fault::Effect;
use crate::lambda::AtWork;
use gateway::Clock;
use http::HeaderMap;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The header by which a call tells whose it is: an SDK within Lambda sends the trace id of the event at work.
const TRACE: &str = "x-amzn-trace-id";

/// The faults that a laptop has. Clones are the same.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    faults: Mutex<Injected>,
    at_work: AtWork,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Injected {
    faults: Vec<Fault>,
    dice: fastrand::Rng,
    met: u64,
}

impl Default for Faults {
    fn default() -> Self {
        Self::by(Clock::new())
    }
}

impl Faults {
    /// No faults yet. Waits, and how long a sandbox is frozen, go by that clock.
    #[must_use]
    pub fn by(clock: Clock) -> Self {
        Self(Arc::new(Shared {
            faults: Mutex::default(),
            at_work: AtWork::default(),
            clock,
        }))
    }

    /// Puts these faults in the place of those that there are.
    pub fn set(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().faults = faults.into_iter().collect();
    }

    /// Adds a fault.
    pub fn add(&self, fault: Fault) {
        self.lock().faults.push(fault);
    }

    /// Throws the dice of faults that are met by chance as that seed has them.
    pub fn seed(&self, seed: u64) {
        self.lock().dice = fastrand::Rng::with_seed(seed);
    }

    /// How many calls have met a fault.
    pub fn met(&self) -> u64 {
        self.lock().met
    }

    /// The list of sandboxes at work, which a function keeps.
    pub fn at_work(&self) -> AtWork {
        self.0.at_work.clone()
    }

    /// The kind of fault that a call meets, if any: the first on the list that is for such calls, and whose turn it is.
    fn meet<K>(&self, concerns: impl Fn(Effect) -> Option<K>) -> Option<K> {
        let mut injected = self.lock();
        let Injected { faults, dice, met } = &mut *injected;
        let (kind, fault) = faults.iter_mut().find_map(|fault| {
            let kind = concerns(fault.effect)?;
            fault.when.strikes(dice).then_some((kind, fault))
        })?;
        *met += 1;
        tracing::debug!(%fault, "a call meets a fault");
        Some(kind)
    }

    /// Kills the sandbox that makes a call.
    fn kill(&self, headers: &HeaderMap) {
        if !trace(headers).is_some_and(|trace| self.0.at_work.kill(trace)) {
            tracing::warn!("nobody is killed for a call that no sandbox at work has made");
        }
    }

    /// Freezes the sandbox that makes a call, for so long.
    fn freeze(&self, headers: &HeaderMap, span: Duration) {
        let Some(trace) = trace(headers).map(str::to_owned) else {
            return;
        };
        if self.0.at_work.freeze(&trace) {
            let Shared { at_work, clock, .. } = &*self.0;
            let (at_work, clock) = (at_work.clone(), clock.clone());
            tokio::spawn(async move {
                clock.sleep(span).await;
                at_work.thaw(&trace);
            });
        }
    }

    fn lock(&self) -> MutexGuard<'_, Injected> {
        self.0.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn trace(headers: &HeaderMap) -> Option<&str> {
    headers.get(TRACE)?.to_str().ok()
}
