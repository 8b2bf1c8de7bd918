//! Starts: to the first event, and the first change after it, with a core of its own or a fraction of one.

use anyhow::{Context as _, Result};
use nix::sys::signal::Signal;

use crate::events;
use crate::goals::Sample;
use crate::sandbox::{Sandbox, Subject};
use crate::statistics::median;
use crate::throttle::{Throttle, share_of};
use crate::world::World;

const STARTS: usize = 5;
/// The memory that the throttled function would have, MB.
const MEMORY: u32 = 256;

/// Measures it.
pub async fn measure(subject: &Subject, world: &World, sample: &mut Sample) -> Result<()> {
    let floor = matches!(subject, Subject::Floor { .. });
    world.database.seed(100, 1, false)?;
    let (mut ready, mut memory, mut connections) = (Vec::new(), Vec::new(), Vec::new());
    let (mut first, mut throttled) = (Vec::new(), Vec::new());
    for number in 0..2 * STARTS {
        world.connections.take();
        let mut sandbox = Sandbox::start(subject, world, false).await?;
        let process = sandbox.process;
        let ready_in = sandbox.ready_in.as_secs_f64() * 1_000.0;
        ready.push(ready_in);
        memory.push(process.resident()? as f64 / 1e6);
        connections.push(world.connections.take().opened as f64);
        if floor {
            continue;
        }
        let slow = number % 2 == 1;
        let throttle = slow.then(|| Throttle::new(process, share_of(MEMORY)));
        let change = sandbox.invoke(&events::update(number, "done", 1)).await?;
        change.succeeded()?;
        drop(throttle);
        let took = change.took.as_secs_f64() * 1_000.0;
        if slow {
            throttled.push(ready_in + took);
        } else {
            first.push(took);
        }
    }
    for (row, values) in [
        ("Ready", ready),
        ("ReadyMemory", memory),
        ("ReadyConnections", connections),
        ("FirstChange", first),
        ("Throttled", throttled),
    ] {
        sample.extend(median(&values).map(|median| (row.to_owned(), median)));
    }
    Ok(())
}

/// A sandbox that is frozen between two changes while the other side closes its connections, and by how much that slows the
/// change after it.
pub async fn freeze(subject: &Subject, world: &World, seconds: u64) -> Result<[f64; 2]> {
    world.database.seed(100, 10, false)?;
    let mut sandbox = Sandbox::start(subject, world, false).await?;
    let mut warm = Vec::new();
    for number in 0..20 {
        let change = sandbox.invoke(&events::update(number, "done", 10)).await?;
        warm.push(change.took.as_secs_f64() * 1_000.0);
    }
    sandbox.process.signal(Signal::SIGSTOP);
    world.connections.server.hang_up();
    tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
    sandbox.process.signal(Signal::SIGCONT);
    let change = sandbox.invoke(&events::update(0, "todo", 10)).await?;
    change.succeeded()?;
    let warm = median(&warm).context("nothing was measured")?;
    Ok([warm, change.took.as_secs_f64() * 1_000.0])
}
