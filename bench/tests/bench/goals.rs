use std::collections::BTreeSet;

use bench::goals::{GOALS, Goal};

const HALF: Goal = Goal::Share {
    goal: 50.0,
    baseline: 100.0,
};

#[test]
fn a_time_is_judged_by_its_share_of_the_baseline() {
    assert_eq!(HALF.verdict(80.0, Some(200.0)), "yes");
    assert_eq!(HALF.verdict(30.0, Some(50.0)), "by the clock");
    assert_eq!(HALF.verdict(60.0, Some(50.0)), "**no**");
}

#[test]
fn a_count_is_judged_by_itself() {
    assert_eq!(Goal::AtMost(0.0).verdict(0.0, Some(50.0)), "yes");
    assert_eq!(Goal::AtMost(0.0).verdict(1.0, Some(50.0)), "**no**");
    assert_eq!(Goal::AtLeast(1.0).verdict(1.0, None), "yes");
    assert_eq!(Goal::AtLeast(1.0).verdict(0.0, None), "**no**");
}

#[test]
fn every_row_has_one_goal() {
    let rows: BTreeSet<_> = GOALS.iter().map(|(row, ..)| row).collect();
    assert_eq!(rows.len(), GOALS.len());
}
