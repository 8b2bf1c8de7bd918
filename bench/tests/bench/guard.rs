use std::collections::BTreeMap;

use bench::guard::Record;

fn record(compiler: &str, instructions: f64, posts: f64) -> Record {
    let counts = [("instructions", instructions), ("posts", posts)];
    let counts: BTreeMap<_, _> = counts.map(|(what, count)| (what.to_owned(), count)).into();
    Record {
        compiler: compiler.to_owned(),
        counts: [("test".to_owned(), counts)].into(),
    }
}

#[test]
fn only_a_rise_by_more_than_three_percent_is_one() {
    let before = record("rustc", 1_000.0, 0.0);
    assert_eq!(record("rustc", 1_030.0, 0.0).rises_above(&before), None);
    assert_eq!(record("rustc", 500.0, 0.0).rises_above(&before), None);
    let rises = record("rustc", 1_031.0, 0.0).rises_above(&before).unwrap();
    assert_eq!(rises, "test: instructions rose from 1000 to 1031\n");
}

#[test]
fn anything_is_a_rise_above_nothing() {
    let before = record("rustc", 1_000.0, 0.0);
    let rises = record("rustc", 1_000.0, 1.0).rises_above(&before).unwrap();
    assert_eq!(rises, "test: posts rose from 0 to 1\n");
    assert!(before.rises_above(&Record::default()).is_some());
}

#[test]
fn another_compiler_is_named_as_a_possible_reason() {
    let before = record("rustc 1", 1_000.0, 0.0);
    let rises = record("rustc 2", 2_000.0, 0.0)
        .rises_above(&before)
        .unwrap();
    assert!(
        rises.contains("Recorded with rustc 1, counted with rustc 2"),
        "{rises}"
    );
}

#[test]
fn of_two_counts_the_lower_is_taken_and_what_only_one_has_is_left_out() {
    let mut disturbed = record("rustc", 2_000.0, 0.0);
    let counts = disturbed.counts.get_mut("test").unwrap();
    counts.insert("calls of Query".to_owned(), 1.0);
    let calm = record("rustc", 1_000.0, 1.0);
    assert_eq!(disturbed.least(&calm), record("rustc", 1_000.0, 0.0));
}
