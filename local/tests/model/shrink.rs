//! A case that fails, made smaller.

use super::steps::{self, Action, LENGTH, Step};
use std::time::{Duration, Instant};

/// How long a case that fails is played again and again in order to make it smaller.
const SHRINKING: Duration = Duration::from_secs(60);

/// Takes steps out for as long as what is left fails too, large pieces first. Returns what is left, and what is wrong with it.
pub async fn smallest(
    mut steps: Vec<Step>,
    mut violations: Vec<String>,
    mut play: impl AsyncFnMut(&[Step]) -> Vec<String>,
) -> (Vec<Step>, Vec<String>) {
    let until = Instant::now() + SHRINKING;
    let mut piece = steps.len();
    while piece > 1 {
        piece = piece.div_ceil(2);
        let mut at = 0;
        while at < steps.len() && Instant::now() < until {
            let end = steps.len().min(at + piece);
            let fewer = [&steps[..at], &steps[end..]].concat();
            let wrong = play(&fewer).await;
            if wrong.is_empty() {
                at = end;
            } else {
                (steps, violations) = (fewer, wrong);
            }
        }
    }
    (steps, violations)
}

#[tokio::test]
async fn a_failing_case_becomes_small() {
    let is_delete = |step: &Step| matches!(step, Step::Act(_, Action::Delete { .. }));
    let is_leave = |step: &Step| matches!(step, Step::Act(_, Action::Leave));
    let fails = |steps: &[Step]| {
        let deleted = steps.iter().position(is_delete);
        deleted.is_some_and(|at| steps[at..].iter().any(is_leave))
    };
    let mut seeds = (0..).map(|seed| steps::of_seed(seed, LENGTH));
    for _ in 0..10 {
        let steps = seeds.find(|steps| fails(steps)).unwrap();
        let play = async |steps: &[Step]| Vec::from_iter(fails(steps).then(String::new));
        let (steps, _) = smallest(steps, vec![], play).await;
        assert!(
            matches!(&steps[..], [delete, leave] if is_delete(delete) && is_leave(leave)),
            "{steps:#?}"
        );
    }
}
