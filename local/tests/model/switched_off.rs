//! Each protection is needed, and the model test sees its absence.

use super::{
    replica::Rules,
    run::Theatre,
    seeds::LENGTH,
    steps,
    switches::{self, Switch},
};
use futures_util::{StreamExt, stream};

/// Runs in which the absence of a protection must show.
const SEEDS: u64 = 60;

/// Switches tried at a time.
const AT_ONCE: usize = 5;

/// What is wrong without it, if that is seen.
async fn wrong_without(switch: Switch) -> (&'static str, Option<(u64, String)>) {
    let layers = switch.layer.into_iter().collect();
    let theatre = Theatre::with(layers, switch.faults.to_vec(), switch.rules).await;
    for seed in 0..SEEDS {
        let steps = steps::of_seed(seed, LENGTH);
        let mut violations = theatre.play(seed, &steps).await.into_iter();
        if let Some(found) = violations.find(|found| found.starts_with(switch.seen_as)) {
            return (switch.protection, Some((seed, found)));
        }
    }
    (switch.protection, None)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_test_sees_each_protection_that_is_switched_off() {
    let results = stream::iter(switches::all())
        .map(wrong_without)
        .buffer_unordered(AT_ONCE);
    let results: Vec<_> = results.collect().await;
    for (protection, found) in &results {
        match found {
            Some((seed, violation)) => {
                let short: String = violation.chars().take(160).collect();
                eprintln!("without \"{protection}\", seed {seed}: {short}");
            }
            None => eprintln!("without \"{protection}\", nothing is seen"),
        }
    }
    let unseen: Vec<_> = results
        .iter()
        .filter(|(_, found)| found.is_none())
        .map(|(protection, _)| protection)
        .collect();
    assert!(unseen.is_empty(), "not seen when switched off: {unseen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_all_protections_on_the_same_faults_do_no_harm() {
    let faults: [&[&str]; 6] = [
        &["reads=stale:400ms"],
        &["writes=lost@30%"],
        &["post=denied@20%", "delete=error"],
        &["post=slow:60ms@40%", "Query=slow:20ms@40%"],
        &["post=slow:400ms@50%"],
        &["Query=slow:150ms"],
    ];
    let played = (0..).zip(faults).map(|(seed, faults)| async move {
        let theatre = Theatre::with(vec![], faults.to_vec(), Rules::ALL).await;
        let steps = steps::of_seed(seed, LENGTH);
        let violations = theatre.play(seed, &steps).await;
        assert!(violations.is_empty(), "{faults:?}: {violations:#?}");
    });
    futures_util::future::join_all(played).await;
}
