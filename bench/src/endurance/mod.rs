//! A crowd on a whole laptop, with figures: what is lost, how late replies come, what memory it takes. (Faults, an account's quota, crashes, a day's life and bad
//! input are judged by `cargo test --test model --test laptop --test fuzz`.)
//!
//! - [`laptop`]: the laptop as a process, with what it uses and says
//! - [`client`]: a client that notes what it hears
//! - [`crowd`]: many of them on one board, and changes at a rate

pub mod client;
pub mod crowd;
pub mod laptop;

use anyhow::Result;
use clap::{Args, ValueEnum};
use crowd::Load;
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

/// What to try, and with which laptop.
#[derive(Debug, Args)]
pub struct Options {
    /// The laptop's executable; without it, it is built
    #[arg(long)]
    laptop: Option<PathBuf>,
    /// Only this part; may be repeated
    #[arg(long = "only", value_enum)]
    only: Vec<Part>,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// 1,000 connections, 3 changes a second, a minute
    Crowd,
    /// The highest rate that this machine carries with 1,000 connections
    Limit,
    /// 200 connections, 15 changes a second, a minute
    Team,
}

/// Tries everything, one after the other, and returns the table.
pub async fn run(options: &Options) -> Result<String> {
    let executable = match &options.laptop {
        Some(file) => file.canonicalize()?,
        None => crate::artifact::build("local", "local")?,
    };
    let mut table = "| test | figure | |\n|---|---|---|\n".to_owned();
    for part in Part::value_variants() {
        if !options.only.is_empty() && !options.only.contains(part) {
            continue;
        }
        eprintln!("{part:?} …");
        let (test, figure, holds) = match part {
            Part::Crowd => steady(&executable, 1_000, 3.0).await?,
            Part::Limit => limit(&executable, 1_000).await?,
            Part::Team => steady(&executable, 200, 15.0).await?,
        };
        let verdict = if holds { "holds" } else { "FAILS" };
        writeln!(table, "| {test} | {figure} | {verdict} |")?;
    }
    Ok(table)
}

/// What was done, what came of it, and whether that is what it must be.
type Row = (String, String, bool);

/// A crowd and a rate, for a minute: nobody may lose anything, and memory must not grow.
async fn steady(executable: &Path, size: usize, rate: f64) -> Result<Row> {
    let load = Load {
        size,
        rate,
        seconds: 60,
    };
    let outcome = load.put_on(executable).await?;
    let mean = |memory: &[f64]| memory.iter().sum::<f64>() / memory.len() as f64;
    let memory = &outcome.memory;
    let (first, last) = (mean(&memory[..10]), mean(&memory[memory.len() - 10..]));
    let figure = format!("{outcome}; memory {first:.0} → {last:.0} MB");
    let holds = outcome.is_spotless() && last <= 1.1 * first;
    let seconds = load.seconds;
    let test = format!("{size} connections on one board, {rate} changes/s for {seconds} s");
    Ok((test, figure, holds))
}

/// The highest rate of which nobody loses anything and no reply comes late.
async fn limit(executable: &Path, size: usize) -> Result<Row> {
    const RATES: [f64; 10] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0];
    let mut carried = 0.0;
    let mut broke = "it carries all that were tried".to_owned();
    for rate in RATES {
        let load = Load {
            size,
            rate,
            seconds: 12,
        };
        // Each on a laptop of its own: what one leaves behind must not weigh on the next.
        let outcome = load.put_on(executable).await?;
        if !outcome.is_spotless() || outcome.late.as_secs_f64() > 2.0 {
            broke = format!("at {rate}/s: {outcome}");
            break;
        }
        carried = rate;
    }
    let test = format!("{size} connections, the highest rate that this machine carries so");
    let events = carried * (size - 1) as f64;
    let figure = format!("{carried} changes/s, {events:.0} events/s; {broke}");
    Ok((test, figure, carried >= 3.0))
}
