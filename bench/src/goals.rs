//! What is measured, and what it should be.
//!
//! Times vary from machine to machine, so a time's goal is a share of the baseline's in the same run: the goal divided by
//! what the baseline took where the goals were set. What is counted has the same goal everywhere.

use std::collections::BTreeMap;

/// What one life of a subject gave, by the names of rows.
pub type Sample = BTreeMap<String, f64>;

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

    /// Whether a measurement reaches it, in a word, where the baseline took so much in the same run. "By the clock" is a time that is
    /// reached without its share of the baseline, which is faster here than where the goal was set.
    pub fn verdict(self, measured: f64, baseline: Option<f64>) -> &'static str {
        let reached = match (self, baseline) {
            (Self::AtLeast(goal), _) => measured >= goal,
            (Self::AtMost(goal), _) | (Self::Share { goal, .. }, None) => measured <= goal,
            (Self::Share { goal, baseline }, Some(here)) => measured / here <= goal / baseline,
        };
        match self {
            _ if reached => "yes",
            Self::Share { goal, .. } if measured <= goal => "by the clock",
            _ => "**no**",
        }
    }
}

/// A row of the table: its name in `results.json`, what it is, its unit, its goal.
pub type Row = (&'static str, &'static str, &'static str, Goal);

const fn time(name: &'static str, what: &'static str, goal: f64, baseline: f64) -> Row {
    (name, what, "ms", Goal::Share { goal, baseline })
}

const fn most(name: &'static str, what: &'static str, unit: &'static str, goal: f64) -> Row {
    (name, what, unit, Goal::AtMost(goal))
}

/// Every row.
pub const GOALS: [Row; 23] = [
    time("Ready", "start to ready", 15.0, 223.0),
    most("ReadyMemory", "… memory then", "MB", 15.0),
    (
        "ReadyConnections",
        "… TLS connections opened by then",
        "",
        Goal::AtLeast(1.0),
    ),
    time(
        "FirstChange",
        "first change after ready, one other",
        5.0,
        39.0,
    ),
    time(
        "Throttled",
        "start, then the first change at 0.145 of a core",
        60.0,
        590.0,
    ),
    time("Unread", "a message that needs no read", 0.1, 0.2),
    time("Test", "`test`, warm", 0.4, 0.2),
    time("Connect", "`$connect`", 1.0, 1.4),
    time("Scan100", "scan, 100 items", 1.2, 2.5),
    time("Scan1000", "scan, 1,000 items, all pages", 5.0, 9.7),
    time("Change0", "change, nobody else connected", 1.5, 4.5),
    time("Change10", "change, 10 others", 3.0, 25.0),
    most("Change10Bytes", "… bodies", "KB", 4.0),
    time("Change100", "change, 100 others", 12.0, 116.5),
    time("Change100Cpu", "… CPU", 15.0, 174.0),
    most("Change100Bytes", "… bodies", "KB", 40.0),
    most("Change100Connections", "… new TLS connections", "", 0.0),
    time(
        "Change1000",
        "change, 1,000 others that answer in 5 ms",
        100.0,
        630.0,
    ),
    time("Change1000Cpu", "… CPU", 120.0, 890.0),
    most("Change1000Bytes", "… bodies", "KB", 400.0),
    time(
        "ChangeGone",
        "change, 9 others and one that is gone",
        3.0,
        25.0,
    ),
    most("PeakMemory", "most memory", "MB", 30.0),
    most("Artifact", "artifact, zipped", "MB", 4.0),
];
