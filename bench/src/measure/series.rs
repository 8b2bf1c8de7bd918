//! One event given to a sandbox again and again.

use anyhow::{Context as _, Result};
use serde_json::Value;
use testkit::connections::Traffic;

use crate::sandbox::{Answer, Sandbox};
use crate::statistics::median;
use crate::world::World;

/// One event, several times.
#[derive(Debug, Default)]
pub struct Series {
    took: Vec<f64>,
    cpu: Vec<f64>,
    traffic: Traffic,
}

impl Series {
    /// Gives a sandbox events, and measures all but the first few. `check` says whether an answer is as it ought to be.
    pub async fn of(
        sandbox: &mut Sandbox,
        world: &World,
        times: usize,
        check: fn(&Answer) -> Result<()>,
        mut event: impl FnMut(usize) -> Result<Value>,
    ) -> Result<Self> {
        let warm_up = times.div_ceil(4).max(2);
        let mut series = Self::default();
        for number in 0..warm_up + times {
            let event = event(number)?;
            if number == warm_up {
                world.connections.take();
            }
            let answer = sandbox.invoke(&event).await?;
            check(&answer)?;
            if number >= warm_up {
                series.took.push(answer.took.as_secs_f64() * 1_000.0);
                series.cpu.push(answer.cpu.as_secs_f64() * 1_000.0);
            }
        }
        series.traffic = world.connections.take();
        Ok(series)
    }

    /// The median time from the event to its answer, milliseconds.
    pub fn took(&self) -> Result<f64> {
        median(&self.took).context("nothing was measured")
    }

    /// The median CPU time, milliseconds.
    pub fn cpu(&self) -> Result<f64> {
        median(&self.cpu).context("nothing was measured")
    }

    /// Bytes of all bodies posted per event, in KB.
    pub fn kilobytes(&self) -> f64 {
        self.each(self.traffic.bytes) / 1_000.0
    }

    /// Posts per event.
    pub fn posts(&self) -> f64 {
        self.each(self.traffic.posts)
    }

    /// TLS connections opened per event.
    pub fn connections(&self) -> f64 {
        self.each(self.traffic.opened)
    }

    fn each(&self, count: u64) -> f64 {
        count as f64 / self.took.len().max(1) as f64
    }
}
