//! What one change costs, by the size of the board.

use anyhow::Result;
use infra::cost as price;
use serde::Serialize;

use super::{series::Series, warm};
use crate::sandbox::{Answer, Sandbox, Subject};
use crate::world::World;

const OTHERS: [usize; 3] = [10, 100, 1_000];
const ITEMS: [usize; 4] = [10, 100, 1_000, 10_000];
/// The declared memory as it is billed, GB.
const GIGABYTES: f64 = 256.0 / 1024.0;
/// A message is counted in units of so many bytes.
const MESSAGE_UNIT: f64 = 32_768.0;

/// What one change took on a board of that size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Cost {
    /// Others on the board.
    pub others: usize,
    /// Items on the board.
    pub items: usize,
    /// DynamoDB's write request units.
    pub write_units: f64,
    /// DynamoDB's read request units.
    pub read_units: f64,
    /// Messages of 32 KB: the request, the reply, and the events.
    pub messages: f64,
    /// Lambda's GB-seconds, the time of this machine rounded up to a millisecond.
    pub gigabyte_seconds: f64,
    /// Dollars per million such changes.
    pub dollars_per_million: f64,
}

/// Measures it. Where a message would be larger than one may be there is no cost, since there is no such change.
pub async fn measure(subject: &Subject, world: &World) -> Result<Vec<Cost>> {
    let mut costs = Vec::new();
    let mut metered = Sandbox::start(subject, world, true).await?;
    let mut direct = Sandbox::start(subject, world, false).await?;
    for others in OTHERS {
        for items in ITEMS {
            world.database.seed(items, others, false)?;
            // Once before, so that nothing is counted that a sandbox does only the first time.
            let warm_up = metered.invoke(&warm::change(0, others)).await;
            if warm_up.is_err() && world.connections.take().too_large > 0 {
                continue;
            }
            warm_up?.succeeded()?;
            world.database.take();
            world.connections.take();
            metered
                .invoke(&warm::change(1, others))
                .await?
                .succeeded()?;
            let (usage, traffic) = (world.database.take(), world.connections.take());
            let time = Series::of(&mut direct, world, 5, Answer::succeeded, |number| {
                Ok(warm::change(2 + number % 8, others))
            });
            let milliseconds = time.await?.took()?.ceil();
            let frame = traffic.bytes as f64 / traffic.posts.max(1) as f64;
            let events = traffic.posts as f64 * (frame / MESSAGE_UNIT).ceil();
            let messages = events + 2.0;
            let gigabyte_seconds = milliseconds / 1_000.0 * GIGABYTES;
            let dollars = usage.write_units * price::WRITES
                + usage.read_units * price::READS
                + messages * price::MESSAGES
                + price::INVOCATIONS
                + gigabyte_seconds * price::GB_SECONDS;
            costs.push(Cost {
                others,
                items,
                write_units: usage.write_units,
                read_units: usage.read_units,
                messages,
                gigabyte_seconds,
                dollars_per_million: dollars * 1e6,
            });
        }
    }
    Ok(costs)
}
