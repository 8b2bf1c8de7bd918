//! One change against the size of the board: its connections, and its items.

use anyhow::Result;
use serde::Serialize;

use super::{Series, warm};
use crate::sandbox::{Sandbox, Subject};
use crate::world::World;

/// Others on a board with 100 items.
const OTHERS: [usize; 7] = [1, 3, 10, 30, 100, 300, 1_000];
/// Items on a board with 10 others.
const ITEMS: [usize; 4] = [10, 100, 1_000, 10_000];

/// One change on a board of some size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Others, or items.
    pub size: usize,
    /// From the event to its answer, milliseconds.
    pub milliseconds: f64,
    /// CPU, milliseconds.
    pub cpu: f64,
    /// Bodies of posts, KB.
    pub kilobytes: f64,
}

/// The points of one subject.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// Against the others on the board.
    pub connections: Vec<Point>,
    /// Against the items on the board. It ends where a message would be larger than one may be.
    pub items: Vec<Point>,
}

/// Measures it.
///
/// # Errors
/// Whatever goes wrong.
pub async fn measure(subject: &Subject, world: &mut World) -> Result<Sweep> {
    let mut connections = Vec::new();
    let mut sandbox = Sandbox::start(subject, world, false).await?;
    for others in OTHERS {
        connections.push(point(&mut sandbox, world, (others, 100, others)).await?);
    }
    let mut items = Vec::new();
    for size in ITEMS {
        match point(&mut sandbox, world, (size, size, 10)).await {
            Ok(point) => items.push(point),
            // Nothing of that size can be sent.
            Err(_) if world.traffic()?.too_large > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(Sweep { connections, items })
}

async fn point(
    sandbox: &mut Sandbox,
    world: &mut World,
    (size, items, others): (usize, usize, usize),
) -> Result<Point> {
    world.seed(items, others, 0)?;
    world.traffic()?;
    let times = if others > 100 || items > 1_000 { 5 } else { 15 };
    let series = Series::of(sandbox, world, times, |number| {
        warm::change(number % 10, others)
    })
    .await?;
    Ok(Point {
        size,
        milliseconds: series.took()?,
        cpu: series.cpu()?,
        kilobytes: series.kilobytes(),
    })
}
