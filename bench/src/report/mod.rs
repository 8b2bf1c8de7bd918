//! What was measured, for people and for programs.

pub mod plot;
pub mod table;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::goals::Row;
use crate::measure::Sample;
use crate::measure::cost::Cost;
use crate::measure::sweep::Sweep;
use crate::statistics::Summary;

/// Everything of one subject.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// What it is called in tables and plots.
    pub name: &'static str,
    /// Its rows: medians over its lives, with the spread.
    pub rows: BTreeMap<Row, Summary>,
    /// One change against the size of the board.
    pub sweep: Option<Sweep>,
    /// What a change costs.
    pub costs: Vec<Cost>,
}

impl Measured {
    /// Summarises lives.
    #[must_use]
    pub fn new(name: &'static str, lives: &[Sample]) -> Self {
        let mut values: BTreeMap<Row, Vec<f64>> = BTreeMap::new();
        for (row, value) in lives.iter().flatten() {
            values.entry(*row).or_default().push(*value);
        }
        let rows = values
            .into_iter()
            .filter_map(|(row, values)| Some((row, Summary::of(&values)?)))
            .collect();
        Self {
            name,
            rows,
            sweep: None,
            costs: Vec::new(),
        }
    }

    fn median(&self, row: Row) -> Option<f64> {
        self.rows.get(&row).map(|summary| summary.median)
    }
}
