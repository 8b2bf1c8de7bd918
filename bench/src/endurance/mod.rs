//! Nothing is lost: load, faults and crashes against a whole laptop, with figures.
//!
//! - [`laptop`]: the laptop as a process, with what it uses and says
//! - [`client`]: a client by the four rules of docs/protocol.md, which notes what it hears
//! - [`crowd`]: a thousand of them on one board, changes at a rate, within the account's quota and beyond it
//! - [`trouble`]: a thousand changes under each fault; [`crashes`]: the laptop killed under load
//! - [`large`]: 50,000 items on one board
//! - [`day`]: 24 hours of moved clock
//! - [`bad_input`]: a million inputs for the decoder, and for the gateway's sockets

pub mod bad_input;
pub mod client;
pub mod crashes;
pub mod crowd;
pub mod day;
pub mod laptop;
pub mod large;
pub mod trouble;

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

/// A part of the table.
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
    /// 100 of 1,000 connections gone at once, under load
    Gone,
    /// 1,000 changes under each fault
    Faults,
    /// The laptop killed 20 times under load
    Crashes,
    /// 50,000 items with the longest titles on one board
    Large,
    /// 24 hours of moved clock
    Day,
    /// A million inputs for the decoder, and for the gateway's sockets
    BadInput,
}

/// A line of the table.
#[derive(Debug)]
pub struct Row {
    /// What was done.
    pub test: String,
    /// What came of it.
    pub figure: String,
    /// Whether it is what it must be.
    pub holds: bool,
}

/// Tries everything, one after the other, and returns the table.
///
/// # Errors
/// Something could not be tried at all.
pub async fn run(options: &Options) -> Result<String> {
    let executable = match &options.laptop {
        Some(file) => file.canonicalize()?,
        None => crate::artifact::build_laptop()?,
    };
    let wanted = |part| options.only.is_empty() || options.only.contains(&part);
    let mut rows = Vec::new();
    for part in Part::value_variants()
        .iter()
        .copied()
        .filter(|part| wanted(*part))
    {
        eprintln!("{part:?} …");
        let done = match part {
            Part::Crowd => crowd::steady(&executable, 1_000, 3.0, 60)
                .await
                .map(|row| vec![row]),
            Part::Limit => crowd::limit(&executable, 1_000).await.map(|row| vec![row]),
            Part::Team => crowd::steady(&executable, 200, 15.0, 60)
                .await
                .map(|row| vec![row]),
            Part::Quota => crowd::beyond_quota(&executable).await.map(|row| vec![row]),
            Part::Gone => crowd::gone_at_once(&executable).await.map(|row| vec![row]),
            Part::Faults => trouble::each(&executable).await,
            Part::Crashes => crashes::twenty(&executable).await.map(|row| vec![row]),
            Part::Large => large::board(&executable).await.map(|row| vec![row]),
            Part::Day => day::of_moved_clock(&executable).await.map(|row| vec![row]),
            Part::BadInput => bad_input::a_million_each().await,
        };
        rows.extend(done.unwrap_or_else(|error| {
            vec![Row {
                test: format!("{part:?}"),
                figure: format!("could not be tried: {error:#}"),
                holds: false,
            }]
        }));
    }
    let mut table = "| test | figure | |\n|---|---|---|\n".to_owned();
    for Row {
        test,
        figure,
        holds,
    } in &rows
    {
        let verdict = if *holds { "holds" } else { "FAILS" };
        writeln!(table, "| {test} | {figure} | {verdict} |")?;
    }
    Ok(table)
}
