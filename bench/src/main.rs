//! `cargo run -p bench --release`: measures the board against the usual Node.js handler, and prints one table.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use bench::guard::Record;
use bench::measure::{self, cold, cost};
use bench::report::{self, Measured};
use bench::sandbox::Subject;
use bench::world::World;
use bench::{artifact, endurance, floor};
use clap::{Args, Parser, Subcommand};
use serde_json::json;

/// Measures the board's function against the usual Node.js handler, in one run.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<What>,
}

#[derive(Debug, Args)]
struct Options {
    /// The board's executable; without it, it is built for this machine
    #[arg(long)]
    bootstrap: Option<PathBuf>,
    /// Where results.json goes
    #[arg(long, default_value = "target/bench")]
    out: PathBuf,
    /// How often every subject is measured, forwards and backwards
    #[arg(long, default_value_t = 2)]
    rounds: usize,
    /// Only the rows with goals, no costs
    #[arg(long)]
    rows: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Freezes a sandbox between two changes, while the other side closes its connections
    Freeze {
        /// For so long
        #[arg(long, default_value_t = 120)]
        seconds: u64,
    },
    /// Puts load on a whole laptop, over time and beyond the account's quota, and looks for what is lost
    Endurance(endurance::Options),
    /// Counts what an event takes, and fails if that has risen above what was recorded
    Guard {
        /// Record what is counted, in place of comparing it
        #[arg(long)]
        write: bool,
    },
    /// Is the function that every other is measured against
    #[command(hide = true)]
    Floor,
}

fn main() -> Result<()> {
    let Arguments { options, command } = Arguments::parse();
    match &command {
        Some(What::Floor) => return floor::play(),
        Some(What::Endurance(options)) => {
            let runtime = tokio::runtime::Runtime::new()?;
            return print(&runtime.block_on(endurance::run(options))?);
        }
        _ => {}
    }
    // One event is under way at a time: a second thread would only make wake-ups slower.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure(&options, command))
}

async fn measure(options: &Options, command: Option<What>) -> Result<()> {
    let bootstrap = match &options.bootstrap {
        Some(file) => file
            .canonicalize()
            .with_context(|| format!("there is no {}", file.display()))?,
        None => artifact::build("handler", "bootstrap")?,
    };
    let world = World::start().await?;
    if let Some(What::Guard { write }) = command {
        return guard(&bootstrap, &world, write).await;
    }
    let (node, bundle) = artifact::build_baseline()?;
    let subjects = [
        ("Node.js", Subject::Baseline { node, bundle }),
        ("ours", Subject::Board(bootstrap.clone())),
        (
            "floor",
            Subject::Floor {
                executable: std::env::current_exe()?,
                bootstrap,
            },
        ),
    ];
    let report = match command {
        Some(What::Freeze { seconds }) => freeze(&subjects, &world, seconds).await,
        _ => everything(options, &subjects, &world).await,
    };
    print(&report?)
}

/// A rise is believed when it has been counted so often.
const COUNTS: usize = 3;

async fn guard(bootstrap: &Path, world: &World, write: bool) -> Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("guard.json");
    let mut counted = Record::take(bootstrap, world).await?;
    if write {
        return counted.write(&file);
    }
    let recorded = Record::read(&file)?;
    for _ in 1..COUNTS {
        if counted.rises_above(&recorded).is_none() {
            break;
        }
        counted = counted.least(&Record::take(bootstrap, world).await?);
    }
    let Some(rises) = counted.rises_above(&recorded) else {
        note("no event takes more than was recorded");
        return Ok(());
    };
    anyhow::bail!(
        "an event takes more than was recorded in bench/guard.json:\n{rises}\
         Take back what costs it. If it is worth its price, say so in the commit that records it: cargo run -p bench -- guard --write"
    )
}

async fn freeze(
    subjects: &[(&'static str, Subject)],
    world: &World,
    seconds: u64,
) -> Result<String> {
    let mut report = format!("| 10 others | warm | after {seconds} s frozen |\n|---|--:|--:|\n");
    for (name, subject) in subjects.iter().take(2) {
        let row = match cold::freeze(subject, world, seconds).await {
            Ok([warm, after]) => format!("| {name} | {warm:.2} ms | {after:.2} ms |\n"),
            Err(error) => format!("| {name} | | failed: {error:#} |\n"),
        };
        report.push_str(&row);
    }
    Ok(report)
}

async fn everything(
    options: &Options,
    subjects: &[(&'static str, Subject)],
    world: &World,
) -> Result<String> {
    let mut lives = vec![Vec::new(); subjects.len()];
    for round in 0..options.rounds {
        let mut order: Vec<_> = (0..subjects.len()).collect();
        for back in [false, true] {
            for at in &order {
                let (name, subject) = &subjects[*at];
                note(&format!(
                    "round {}, {name}",
                    2 * round + usize::from(back) + 1
                ));
                lives[*at].push(measure::life(subject, world).await.context(*name)?);
            }
            order.reverse();
        }
    }
    let mut measured: Vec<_> = subjects
        .iter()
        .zip(&lives)
        .map(|((name, _), lives)| Measured::new(name, lives))
        .collect();
    if !options.rows {
        for (at, (name, subject)) in subjects.iter().enumerate().take(2) {
            note(&format!("costs, {name}"));
            measured[at].costs = cost::measure(subject, world).await.context(*name)?;
        }
    }
    fs::create_dir_all(&options.out)?;
    let json = serde_json::to_string_pretty(&json!({"subjects": measured}))?;
    fs::write(options.out.join("results.json"), json + "\n")?;
    let [baseline, board, floor] = &measured[..] else {
        anyhow::bail!("three subjects are measured");
    };
    let mut report = report::goals(baseline, board, floor);
    if !options.rows {
        report = format!("{report}\n{}", report::costs(baseline, board));
    }
    Ok(report)
}

fn print(report: &str) -> Result<()> {
    Ok(write!(std::io::stdout().lock(), "{report}")?)
}

/// Progress, which is not part of the report.
fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
