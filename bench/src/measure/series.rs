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
    /// Gives a sandbox events, and measures all but the first few.
    pub async fn of(
        sandbox: &mut Sandbox,
        world: &World,
        times: usize,
        event: impl FnMut(usize) -> Value,
    ) -> Result<Self> {
        // A handshake has no reply.
        Self::with(sandbox, world, times, event, |answer| {
            match answer.response.get("body") {
                Some(_) => answer.reply().map(drop),
                None => Ok(()),
            }
        })
        .await
    }

    /// The same of events that ought to be answered with an error.
    pub async fn of_mistakes(
        sandbox: &mut Sandbox,
        world: &World,
        times: usize,
        event: impl FnMut(usize) -> Value,
    ) -> Result<Self> {
        Self::with(sandbox, world, times, event, |answer| {
            anyhow::ensure!(answer.response["body"].is_string(), "no reply");
            Ok(())
        })
        .await
    }

    async fn with(
        sandbox: &mut Sandbox,
        world: &World,
        times: usize,
        mut event: impl FnMut(usize) -> Value,
        check: fn(&Answer) -> Result<()>,
    ) -> Result<Self> {
        let warm_up = times.div_ceil(4).max(2);
        for number in 0..warm_up {
            sandbox.invoke(&event(number)).await?;
        }
        world.connections.take();
        let mut series = Self::default();
        for number in warm_up..warm_up + times {
            let answer = sandbox.invoke(&event(number)).await?;
            check(&answer)?;
            series.took.push(answer.took.as_secs_f64() * 1_000.0);
            series.cpu.push(answer.cpu.as_secs_f64() * 1_000.0);
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
