//! A whole laptop under load, with figures: what is lost, how late replies come, what memory it takes. (Faults, crashes and bad input are
//! judged by `cargo test --test model --test laptop --test fuzz`.)
//!
//! - [`laptop`]: the laptop as a process, with what it uses and says
//! - [`client`]: a client by the four rules of docs/protocol.md, which notes what it hears
//! - [`crowd`]: a thousand of them on one board, changes at a rate, within the account's quota and beyond it
//! - [`large`]: 50,000 items on one board
//! - [`day`]: 24 hours of moved clock

pub mod client;
pub mod crowd;
pub mod day;
pub mod laptop;
pub mod large;

use anyhow::Result;
use clap::{Args, ValueEnum};
use std::{fmt::Write as _, path::PathBuf};

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
    /// 1,000 connections, 4 changes a second, an account that may make 2,000 requests a second
    Quota,
    /// 50,000 items with the longest titles on one board
    Large,
    /// 24 hours of moved clock
    Day,
}

/// What was done, what came of it, and whether that is what it must be.
#[derive(Debug)]
pub struct Row {
    test: String,
    figure: String,
    holds: bool,
}

/// Tries everything, one after the other, and returns the table.
///
/// # Errors
/// The laptop cannot be built.
pub async fn run(options: &Options) -> Result<String> {
    let executable = match &options.laptop {
        Some(file) => file.canonicalize()?,
        None => crate::artifact::build_laptop()?,
    };
    let mut table = "| test | figure | |\n|---|---|---|\n".to_owned();
    for part in Part::value_variants() {
        if !options.only.is_empty() && !options.only.contains(part) {
            continue;
        }
        eprintln!("{part:?} …");
        let row = match part {
            Part::Crowd => crowd::steady(&executable, 1_000, 3.0).await,
            Part::Limit => crowd::limit(&executable, 1_000).await,
            Part::Team => crowd::steady(&executable, 200, 15.0).await,
            Part::Quota => crowd::beyond_quota(&executable).await,
            Part::Large => large::board(&executable).await,
            Part::Day => day::of_moved_clock(&executable).await,
        };
        let Row {
            test,
            figure,
            holds,
        } = row.unwrap_or_else(|error| Row {
            test: format!("{part:?}"),
            figure: format!("could not be tried: {error:#}"),
            holds: false,
        });
        let verdict = if holds { "holds" } else { "FAILS" };
        writeln!(table, "| {test} | {figure} | {verdict} |")?;
    }
    Ok(table)
}
