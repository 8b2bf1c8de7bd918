use bench::statistics::{Summary, median};

#[test]
fn a_median_is_the_middle_or_what_lies_between_the_two_in_the_middle() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    assert_eq!(median(&[7.0]), Some(7.0));
    assert_eq!(median(&[]), None);
}

#[test]
fn a_summary_tells_how_far_measurements_lie_apart() {
    let summary = Summary::of(&[5.0, 1.0, 9.0]).unwrap();
    assert_eq!(
        (summary.least, summary.median, summary.most),
        (1.0, 5.0, 9.0)
    );
}
