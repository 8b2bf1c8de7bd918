//! Each protection is needed, and the model test sees its absence.

use super::{
    replica::Rules,
    run::Theatre,
    steps::{self, LENGTH},
    switches::{self, Switch},
};
use futures_util::{StreamExt, stream};

/// Runs in which the absence of a protection must show.
const SEEDS: u64 = 60;

/// Switches tried at a time.
const AT_ONCE: usize = 5;

/// Whether some run shows what is wrong without the protection.
async fn absence_shows(switch: &Switch) -> bool {
    let layers = switch.layer.iter().cloned().collect();
    let theatre = Theatre::with(layers, switch.faults.to_vec(), switch.rules).await;
    for seed in 0..SEEDS {
        let steps = steps::of_seed(seed, LENGTH);
        let (_, violations) = theatre.play_until_all_go(seed, &steps).await;
        let mut violations = violations.iter();
        if let Some(found) = violations.find(|found| found.starts_with(switch.seen_as)) {
            let short: String = found.chars().take(160).collect();
            eprintln!("without \"{}\", seed {seed}: {short}", switch.protection);
            return true;
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_test_sees_that_writes_are_not_conditional() {
    let conditions = switches::all()
        .into_iter()
        .find(|switch| switch.protection == "writes are conditional");
    assert!(absence_shows(&conditions.unwrap()).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn the_model_test_sees_each_protection_that_is_switched_off() {
    let unseen = stream::iter(switches::all())
        .map(|switch| async move { (!absence_shows(&switch).await).then_some(switch.protection) })
        .buffer_unordered(AT_ONCE)
        .filter_map(std::future::ready);
    let unseen: Vec<_> = unseen.collect().await;
    assert!(unseen.is_empty(), "not seen when switched off: {unseen:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a minute"]
async fn with_all_protections_on_the_same_faults_do_no_harm() {
    let faults: [&[&str]; 7] = [
        &["reads=stale:400ms"],
        &["reads=stale:2s"],
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
