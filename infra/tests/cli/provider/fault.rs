//! Calls that fail or take their time, as `AWS_FAULTS` says.

use std::{env, time::Duration};
use tonic::Status;

/// Lets a call for a resource pass, at once or late, or refuses it.
pub async fn pass(call: &str, name: &str) -> Result<(), Status> {
    let faults = env::var("AWS_FAULTS").unwrap_or_default();
    let this = format!("{call}:{name}");
    for (place, fault) in faults.split(',').filter_map(|fault| fault.split_once('=')) {
        if place != this {
            continue;
        }
        let Ok(ms) = fault.parse() else {
            return Err(Status::unknown("Too Many Requests"));
        };
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    Ok(())
}
