//! What is measured, in which order.
//!
//! Every subject is measured in turn, forwards and backwards (A B C C B A), so that a machine that slows down or warms up
//! does so for all of them. Each turn is a life: starts, then one sandbox through everything that it is asked warm.

pub mod cold;
pub mod cost;
pub mod warm;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::goals::Row;
use crate::sandbox::{Answer, Sandbox, Subject};
use crate::statistics::median;
use crate::world::World;
use testkit::connections::Traffic;

/// What one life of a subject gave.
pub type Sample = BTreeMap<Row, f64>;

/// One event, several times.
#[derive(Debug, Default)]
pub struct Series {
    took: Vec<f64>,
    cpu: Vec<f64>,
    traffic: Traffic,
}

impl Series {
    /// Gives a sandbox events, and measures all but the first few.
    ///
    /// # Errors
    /// One of them fails, or is answered with an error.
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
    ///
    /// # Errors
    /// One of them is not answered at all.
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
        world.traffic();
        let mut series = Self::default();
        for number in warm_up..warm_up + times {
            let answer = sandbox.invoke(&event(number)).await?;
            check(&answer)?;
            series.took.push(answer.took.as_secs_f64() * 1_000.0);
            series.cpu.push(answer.cpu.as_secs_f64() * 1_000.0);
        }
        series.traffic = world.traffic();
        Ok(series)
    }

    /// The median time from the event to its answer, milliseconds.
    ///
    /// # Errors
    /// There was no event.
    pub fn took(&self) -> Result<f64> {
        median(&self.took).context("nothing was measured")
    }

    /// The median CPU time, milliseconds.
    ///
    /// # Errors
    /// There was no event.
    pub fn cpu(&self) -> Result<f64> {
        median(&self.cpu).context("nothing was measured")
    }

    /// Bytes of all bodies posted per event, in KB.
    #[must_use]
    pub fn kilobytes(&self) -> f64 {
        self.each(self.traffic.bytes) / 1_000.0
    }

    /// Posts per event.
    #[must_use]
    pub fn posts(&self) -> f64 {
        self.each(self.traffic.posts)
    }

    /// TLS connections opened per event.
    #[must_use]
    pub fn connections(&self) -> f64 {
        self.each(self.traffic.opened)
    }

    fn each(&self, count: u64) -> f64 {
        count as f64 / self.took.len().max(1) as f64
    }
}

/// Measures one life of a subject.
///
/// # Errors
/// Whatever goes wrong.
pub async fn life(subject: &Subject, world: &World) -> Result<Sample> {
    let mut sample = Sample::new();
    cold::measure(subject, world, &mut sample).await?;
    warm::measure(subject, world, &mut sample).await?;
    Ok(sample)
}
