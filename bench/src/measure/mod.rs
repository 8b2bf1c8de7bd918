//! What is measured, in which order.
//!
//! Every subject is measured in turn, forwards and backwards (A B C C B A), so that a machine that slows down or warms up
//! does so for all of them. Each turn is a life: starts, then one sandbox through everything that it is asked warm.

pub mod cold;
pub mod cost;
pub mod series;
pub mod warm;

use anyhow::Result;

use crate::goals::Sample;
use crate::sandbox::Subject;
use crate::world::World;

/// Measures one life of a subject.
pub async fn life(subject: &Subject, world: &World) -> Result<Sample> {
    let mut sample = Sample::new();
    cold::measure(subject, world, &mut sample).await?;
    warm::measure(subject, world, &mut sample).await?;
    Ok(sample)
}
