//! Random runs. Each is a seed: `MODEL_SEED=17 cargo test -p local --test model seeds` plays that one alone, and
//! `MODEL_ACTIONS=10000` plays as many seeds as it takes for so many steps.

use super::{
    run::Theatre,
    shrink::smallest,
    steps::{self, Step},
};
use std::env;

/// Steps of a run.
pub const LENGTH: usize = 60;

/// Runs that a plain `cargo test` makes, shared out among the tests below.
const SEEDS: u64 = 20;

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is not a number")),
    )
}

/// The seeds of one of so many tests.
fn seeds(share: u64, shares: u64) -> Vec<u64> {
    let all: Vec<u64> = match (number("MODEL_SEED"), number("MODEL_ACTIONS")) {
        (Some(seed), _) => vec![seed],
        (None, Some(actions)) => (0..actions.div_ceil(LENGTH as u64)).collect(),
        (None, None) => (0..SEEDS).collect(),
    };
    let mine = all.into_iter().enumerate();
    mine.filter_map(|(at, seed)| (at as u64 % shares == share).then_some(seed))
        .collect()
}

async fn play(share: u64) {
    let theatre = Theatre::open().await;
    for seed in seeds(share, 4) {
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
async fn nothing_is_lost_in_the_first_quarter_of_all_seeds() {
    play(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_in_the_second_quarter_of_all_seeds() {
    play(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_in_the_third_quarter_of_all_seeds() {
    play(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_in_the_last_quarter_of_all_seeds() {
    play(3).await;
}
