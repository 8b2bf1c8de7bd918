//! What was measured, for programs (it serializes) and for people: tables in Markdown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::goals::{GOALS, Goal, Sample};
use crate::measure::cost::Cost;
use crate::statistics::Summary;

/// Everything of one subject.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// What it is called in tables.
    pub name: &'static str,
    /// Its rows: medians over its lives, with the spread.
    pub rows: BTreeMap<String, Summary>,
    /// What a change costs.
    pub costs: Vec<Cost>,
}

impl Measured {
    /// Summarises lives.
    pub fn new(name: &'static str, lives: &[Sample]) -> Self {
        let mut values: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for (row, value) in lives.iter().flatten() {
            values.entry(row).or_default().push(*value);
        }
        let rows = values
            .into_iter()
            .filter_map(|(row, values)| Some((row.to_owned(), Summary::of(&values)?)))
            .collect();
        Self {
            name,
            rows,
            costs: Vec::new(),
        }
    }

    fn median(&self, row: &str) -> Option<f64> {
        self.rows.get(row).map(|summary| summary.median)
    }
}

/// Every row with its goal: the baseline, the board, and the floor where there is one.
pub fn goals(baseline: &Measured, board: &Measured, floor: &Measured) -> String {
    let mut table = String::from(
        "| | Node.js | ours | ours / Node.js | goal | goal / Node.js | reached | floor | ours / floor |\n\
         |---|--:|--:|--:|--:|--:|---|--:|--:|\n",
    );
    for (row, what, unit, goal) in GOALS {
        let Some(ours) = board.rows.get(row) else {
            let _ = writeln!(table, "| {what} | | was not measured |");
            continue;
        };
        let theirs = baseline.median(row);
        // Connections are counted, and there is no least number of them.
        let under = floor.median(row).filter(|_| !unit.is_empty());
        let sign = if matches!(goal, Goal::AtLeast(_)) {
            "≥"
        } else {
            "≤"
        };
        let ratio = |other: Option<f64>| match other {
            Some(other) if other > 0.0 => number(ours.median / other),
            _ => String::new(),
        };
        let cells = [
            baseline
                .rows
                .get(row)
                .map_or_else(String::new, |theirs| cell(theirs, unit)),
            cell(ours, unit),
            ratio(theirs),
            format!("{sign} {}", with_unit(goal.value(), unit)),
            goal.share()
                .map_or_else(String::new, |share| format!("≤ {}", number(share))),
            goal.verdict(ours.median, theirs).to_owned(),
            under.map_or_else(String::new, |under| with_unit(under, unit)),
            ratio(under),
        ];
        let _ = writeln!(table, "| {what} | {} |", cells.join(" | "));
    }
    table
}

/// What a change costs, side by side.
pub fn costs(baseline: &Measured, board: &Measured) -> String {
    let mut table = String::from(
        "| others | items | | write units | read units | messages | GB-s | $ per million |\n|--:|--:|---|--:|--:|--:|--:|--:|\n",
    );
    for ours in &board.costs {
        let size = (ours.others, ours.items);
        let theirs = baseline
            .costs
            .iter()
            .find(|cost| (cost.others, cost.items) == size);
        for (name, cost) in [(baseline.name, theirs), (board.name, Some(ours))] {
            let _ = match cost {
                Some(cost) => writeln!(
                    table,
                    "| {} | {} | {name} | {} | {} | {} | {:.5} | {:.2} |",
                    cost.others,
                    cost.items,
                    cost.write_units,
                    cost.read_units,
                    cost.messages,
                    cost.gigabyte_seconds,
                    cost.dollars_per_million,
                ),
                None => writeln!(
                    table,
                    "| {} | {} | {name} | | | | | the board is larger than a message |",
                    size.0, size.1
                ),
            };
        }
    }
    table
}

fn cell(summary: &Summary, unit: &str) -> String {
    let median = with_unit(summary.median, unit);
    let (least, most) = (number(summary.least), number(summary.most));
    if least == most {
        return median;
    }
    format!("{median} ({least}–{most})")
}

fn with_unit(value: f64, unit: &str) -> String {
    format!("{} {unit}", number(value)).trim_end().to_owned()
}

/// Three digits that mean something.
fn number(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        size if size < 0.1 => format!("{value:.3}"),
        size if size < 10.0 => format!("{value:.2}"),
        size if size < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}
