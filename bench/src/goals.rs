//! What is measured, and what it should be.
//!
//! Times vary from machine to machine, so a time's goal is a share of the baseline's in the same run: the goal divided by
//! what the baseline took where the goals were set. What is counted has the same goal everywhere.

use std::collections::BTreeMap;

use serde::Serialize;

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[allow(missing_docs, reason = "GOALS says what each is")]
pub enum Row {
    Ready,
    ReadyMemory,
    ReadyConnections,
    FirstChange,
    Throttled,
    Unread,
    Test,
    Connect,
    Scan100,
    Scan1000,
    Change0,
    Change10,
    Change10Bytes,
    Change100,
    Change100Cpu,
    Change100Bytes,
    Change100Connections,
    Change1000,
    Change1000Cpu,
    Change1000Bytes,
    ChangeGone,
    PeakMemory,
    Artifact,
}

/// What one life of a subject gave.
pub type Sample = BTreeMap<Row, f64>;

/// How the goal is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// So much, where the baseline takes so much.
    Share {
        /// The goal.
        goal: f64,
        /// The baseline, on the machine where the goal was set.
        baseline: f64,
    },
    /// So much at most, everywhere.
    AtMost(f64),
    /// So much at least, everywhere.
    AtLeast(f64),
}

/// Whether a goal is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// It is.
    Reached,
    /// The time is, but not the share of the baseline, which is faster here than where the goal was set.
    ByTheClock,
    /// It is not.
    Missed,
}

impl Goal {
    /// The goal by itself.
    pub fn value(self) -> f64 {
        match self {
            Self::Share { goal, .. } | Self::AtMost(goal) | Self::AtLeast(goal) => goal,
        }
    }

    /// The goal as a share of the baseline.
    pub fn share(self) -> Option<f64> {
        match self {
            Self::Share { goal, baseline } => Some(goal / baseline),
            Self::AtMost(_) | Self::AtLeast(_) => None,
        }
    }

    /// Whether a measurement reaches it, where the baseline took so much in the same run.
    pub fn verdict(self, measured: f64, baseline: Option<f64>) -> Verdict {
        let reached = match (self, baseline) {
            (Self::AtLeast(goal), _) => measured >= goal,
            (Self::AtMost(goal), _) | (Self::Share { goal, .. }, None) => measured <= goal,
            (Self::Share { goal, baseline }, Some(here)) => measured / here <= goal / baseline,
        };
        match self {
            _ if reached => Verdict::Reached,
            Self::Share { goal, .. } if measured <= goal => Verdict::ByTheClock,
            _ => Verdict::Missed,
        }
    }
}

const fn time(row: Row, what: &'static str, goal: f64, baseline: f64) -> Line {
    (row, what, "ms", Goal::Share { goal, baseline })
}

const fn most(row: Row, what: &'static str, unit: &'static str, goal: f64) -> Line {
    (row, what, unit, Goal::AtMost(goal))
}

/// A row: which, what it is, its unit, its goal.
pub type Line = (Row, &'static str, &'static str, Goal);

/// Every row.
pub const GOALS: [Line; 23] = [
    time(Row::Ready, "start to ready", 15.0, 223.0),
    most(Row::ReadyMemory, "… memory then", "MB", 15.0),
    (
        Row::ReadyConnections,
        "… TLS connections opened by then",
        "",
        Goal::AtLeast(1.0),
    ),
    time(
        Row::FirstChange,
        "first change after ready, one other",
        5.0,
        39.0,
    ),
    time(
        Row::Throttled,
        "start, then the first change at 0.145 of a core",
        60.0,
        590.0,
    ),
    time(Row::Unread, "a message that needs no read", 0.1, 0.2),
    time(Row::Test, "`test`, warm", 0.4, 0.2),
    time(Row::Connect, "`$connect`", 1.0, 1.4),
    time(Row::Scan100, "scan, 100 items", 1.2, 2.5),
    time(Row::Scan1000, "scan, 1,000 items, all pages", 5.0, 9.7),
    time(Row::Change0, "change, nobody else connected", 1.5, 4.5),
    time(Row::Change10, "change, 10 others", 3.0, 25.0),
    most(Row::Change10Bytes, "… bodies", "KB", 4.0),
    time(Row::Change100, "change, 100 others", 12.0, 116.5),
    time(Row::Change100Cpu, "… CPU", 15.0, 174.0),
    most(Row::Change100Bytes, "… bodies", "KB", 40.0),
    most(Row::Change100Connections, "… new TLS connections", "", 0.0),
    time(
        Row::Change1000,
        "change, 1,000 others that answer in 5 ms",
        100.0,
        630.0,
    ),
    time(Row::Change1000Cpu, "… CPU", 120.0, 890.0),
    most(Row::Change1000Bytes, "… bodies", "KB", 400.0),
    time(
        Row::ChangeGone,
        "change, 9 others and one that is gone",
        3.0,
        25.0,
    ),
    most(Row::PeakMemory, "most memory", "MB", 30.0),
    most(Row::Artifact, "artifact, zipped", "MB", 4.0),
];
