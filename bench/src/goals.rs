//! What is measured, and what it should be.
//!
//! Times vary from machine to machine, so a time's goal is a share of the baseline's in the same run: the goal divided by
//! what the baseline took where the goals were set. What is counted has the same goal everywhere.

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
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Self::Share { goal, .. } | Self::AtMost(goal) | Self::AtLeast(goal) => goal,
        }
    }

    /// The goal as a share of the baseline.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        match self {
            Self::Share { goal, baseline } => Some(goal / baseline),
            Self::AtMost(_) | Self::AtLeast(_) => None,
        }
    }

    /// Whether a measurement reaches it, where the baseline took so much in the same run.
    #[must_use]
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

const fn share(goal: f64, baseline: f64) -> Goal {
    Goal::Share { goal, baseline }
}

/// Every row: what it is, its unit, its goal.
pub const GOALS: [(Row, &str, &str, Goal); 23] = [
    (Row::Ready, "start to ready", "ms", share(15.0, 223.0)),
    (Row::ReadyMemory, "… memory then", "MB", Goal::AtMost(15.0)),
    (
        Row::ReadyConnections,
        "… TLS connections opened by then",
        "",
        Goal::AtLeast(1.0),
    ),
    (
        Row::FirstChange,
        "first change after ready, one other",
        "ms",
        share(5.0, 39.0),
    ),
    (
        Row::Throttled,
        "start, then the first change at 0.145 of a core",
        "ms",
        share(60.0, 590.0),
    ),
    (
        Row::Unread,
        "a message that needs no read",
        "ms",
        share(0.1, 0.2),
    ),
    (Row::Test, "`test`, warm", "ms", share(0.4, 0.2)),
    (Row::Connect, "`$connect`", "ms", share(1.0, 1.4)),
    (Row::Scan100, "scan, 100 items", "ms", share(1.2, 2.5)),
    (
        Row::Scan1000,
        "scan, 1,000 items, all pages",
        "ms",
        share(5.0, 9.7),
    ),
    (
        Row::Change0,
        "change, nobody else connected",
        "ms",
        share(1.5, 4.5),
    ),
    (Row::Change10, "change, 10 others", "ms", share(3.0, 25.0)),
    (Row::Change10Bytes, "… bodies", "KB", Goal::AtMost(4.0)),
    (
        Row::Change100,
        "change, 100 others",
        "ms",
        share(12.0, 116.5),
    ),
    (Row::Change100Cpu, "… CPU", "ms", share(15.0, 174.0)),
    (Row::Change100Bytes, "… bodies", "KB", Goal::AtMost(40.0)),
    (
        Row::Change100Connections,
        "… new TLS connections",
        "",
        Goal::AtMost(0.0),
    ),
    (
        Row::Change1000,
        "change, 1,000 others that answer in 5 ms",
        "ms",
        share(100.0, 630.0),
    ),
    (Row::Change1000Cpu, "… CPU", "ms", share(120.0, 890.0)),
    (Row::Change1000Bytes, "… bodies", "KB", Goal::AtMost(400.0)),
    (
        Row::ChangeGone,
        "change, 9 others and one that is gone",
        "ms",
        share(3.0, 25.0),
    ),
    (Row::PeakMemory, "most memory", "MB", Goal::AtMost(30.0)),
    (Row::Artifact, "artifact, zipped", "MB", Goal::AtMost(4.0)),
];
