//! Random runs. Each is a seed: `MODEL_SEED=17 cargo test --test model one_seed` plays that one, and
//! `MODEL_ACTIONS=10000 cargo test --test model many_seeds -- --ignored` as many as it takes for so many steps.

use super::{
    run::Theatre,
    shrink::smallest,
    steps::{self, LENGTH, Step},
};
use std::env;

/// Steps of many runs.
const ACTIONS: u64 = 1_200;

/// Laptops that play at the same time.
const THEATRES: u64 = 4;

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is not a number")),
    )
}

async fn play(seeds: impl Iterator<Item = u64>) {
    let theatre = Theatre::open().await;
    for seed in seeds {
        let steps = steps::of_seed(seed, LENGTH);
        let violations = theatre.play(seed, &steps).await;
        if violations.is_empty() {
            continue;
        }
        eprintln!("seed {seed} fails; what follows tries to make it smaller\n{violations:#?}");
        let play = async |steps: &[Step]| theatre.play(seed, steps).await;
        let (steps, violations) = smallest(steps, violations, play).await;
        panic!(
            "MODEL_SEED={seed} fails, also with these {} steps:\n{}\n{violations:#?}",
            steps.len(),
            steps
                .iter()
                .map(|step| format!("  {step:?}"))
                .collect::<Vec<_>>()
                .join("\n")
        );
    }
    eprintln!("{} calls have met a fault", theatre.stack.faults.met());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_in_one_seed() {
    play(std::iter::once(number("MODEL_SEED").unwrap_or(0))).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute"]
async fn nothing_is_lost_in_many_seeds() {
    let seeds = number("MODEL_ACTIONS")
        .unwrap_or(ACTIONS)
        .div_ceil(LENGTH as u64);
    let shares = (0..THEATRES).map(|first| play((first..seeds).step_by(THEATRES as usize)));
    futures_util::future::join_all(shares).await;
}
