//! What an event takes that does not depend on the machine's speed: the function's instructions, its calls to the database and
//! what they cost, its posts. Compared with what was committed, so that a rise is a decision and no accident.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::events;
use crate::sandbox::{Sandbox, Subject};
use crate::world::World;

/// A rise by more than this is one.
const TOLERANCE: f64 = 0.03;
/// Events before those that count, since a sandbox does some things only the first time.
const WARM_UP: usize = 10;
/// Events that count.
const EVENTS: usize = 60;

/// What is given to the function: a name, the others on the board, and the events by number.
type Case = (&'static str, usize, fn(usize) -> Value);

const CASES: [Case; 7] = [
    ("$connect", 0, events::connect),
    ("$default", 0, |_| events::unknown()),
    ("test", 0, |_| events::test()),
    ("scanEntireTable, 100 items", 0, |_| events::scan(None)),
    ("createItem, 10 others", 10, |_| events::create(10)),
    ("updateStatus, 10 others", 10, |number| {
        events::update(number, "done", 10)
    }),
    ("deleteItem, 10 others", 10, |number| {
        events::delete(number, 10)
    }),
];

/// What each case takes, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The compiler and the machine's architecture: instructions depend on both.
    pub compiler: String,
    /// Counts by case and by what is counted, per event.
    pub counts: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Record {
    /// Counts it, for the executable of that path.
    pub async fn take(bootstrap: &Path, world: &World) -> Result<Self> {
        let mut counts = BTreeMap::new();
        for case in CASES {
            let mut of_case = usage(case, bootstrap, world).await?;
            let instructions = instructions(case, bootstrap, world).await?;
            of_case.insert("instructions".to_owned(), instructions);
            counts.insert(case.0.to_owned(), of_case);
        }
        let compiler = std::process::Command::new("rustc")
            .arg("--version")
            .output()?;
        let compiler = String::from_utf8_lossy(&compiler.stdout).trim().to_owned();
        Ok(Self {
            compiler: format!("{compiler} on {}", std::env::consts::ARCH),
            counts,
        })
    }

    /// What was committed.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is no record", file.display()))
    }

    /// Writes it where the next comparison finds it.
    pub fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// The lower of both counts of the same executable. What disturbs a count only adds to it: under valgrind and on a busy machine,
    /// a call may be late, and is made again.
    pub fn least(mut self, other: &Self) -> Self {
        for (case, counts) in &mut self.counts {
            let others = other.counts.get(case);
            counts.retain(|what, _| others.is_some_and(|others| others.contains_key(what)));
            for (what, count) in counts {
                let other = others.and_then(|others| others.get(what));
                *count = count.min(other.copied().unwrap_or(*count));
            }
        }
        self
    }

    /// Every count of this record that is more than 3 % above an earlier one, in words; none if nothing rose.
    pub fn rises_above(&self, earlier: &Self) -> Option<String> {
        let mut rises = String::new();
        for (case, counts) in &self.counts {
            for (what, now) in counts {
                let before = earlier.counts.get(case).and_then(|counts| counts.get(what));
                let before = before.copied().unwrap_or_default();
                if *now > before * (1.0 + TOLERANCE) {
                    let _ = writeln!(rises, "{case}: {what} rose from {before} to {now}");
                }
            }
        }
        if rises.is_empty() {
            return None;
        }
        if earlier.compiler != self.compiler {
            let _ = writeln!(
                rises,
                "Recorded with {}, counted with {}: that alone may be why instructions rose.",
                earlier.compiler, self.compiler
            );
        }
        Some(rises)
    }
}

/// A sandbox that was given so many events of a case.
async fn play(
    (_, others, event): Case,
    subject: &Subject,
    world: &World,
    metered: bool,
    events: usize,
) -> Result<Sandbox> {
    world.database.seed(100, others, false)?;
    let mut sandbox = Sandbox::start(subject, world, metered).await?;
    for number in 0..events {
        sandbox.invoke(&event(number)).await?;
    }
    Ok(sandbox)
}

/// Calls, units, posts, bytes and connections of one event.
async fn usage(case: Case, bootstrap: &Path, world: &World) -> Result<BTreeMap<String, f64>> {
    let subject = Subject::Board(bootstrap.to_owned());
    let mut sandbox = play(case, &subject, world, true, WARM_UP).await?;
    world.database.take();
    world.connections.take();
    sandbox.invoke(&case.2(WARM_UP)).await?;
    let (usage, traffic) = (world.database.take(), world.connections.take());
    let connections = usage.connections + traffic.opened;
    let mut counts = BTreeMap::from([
        ("read units".to_owned(), usage.read_units),
        ("write units".to_owned(), usage.write_units),
        ("posts".to_owned(), traffic.posts as f64),
        ("bytes posted".to_owned(), traffic.bytes as f64),
        ("new connections".to_owned(), connections as f64),
    ]);
    for (operation, _) in usage.calls {
        *counts.entry(format!("calls of {operation}")).or_default() += 1.0;
    }
    Ok(counts)
}

/// Instructions of one event: what a life with the events takes more than one without, divided by their number.
async fn instructions(case: Case, bootstrap: &Path, world: &World) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let subject = Subject::Counted {
        bootstrap: bootstrap.to_owned(),
        profile: folder.path().join("callgrind"),
    };
    let mut totals = [0.0; 2];
    for (total, events) in totals.iter_mut().zip([0, EVENTS]) {
        let sandbox = play(case, &subject, world, false, WARM_UP + events).await?;
        sandbox.terminate()?;
        *total = sum(&folder.path().join("callgrind"))?;
    }
    Ok(((totals[1] - totals[0]) / EVENTS as f64).round())
}

/// The sum of a callgrind profile: <https://valgrind.org/docs/manual/cl-format.html>.
fn sum(profile: &Path) -> Result<f64> {
    let text = fs::read_to_string(profile).context("valgrind has left no profile")?;
    let total = text.lines().find_map(|line| {
        line.strip_prefix("totals: ")
            .or(line.strip_prefix("summary: "))
    });
    Ok(total
        .context("a profile without its total")?
        .trim()
        .parse()?)
}
