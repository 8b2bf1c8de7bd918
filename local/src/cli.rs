//! The command line of the laptop.

use crate::{dynamodb::Endpoint, faults::Fault};
use clap::Parser;
use gateway::{AccountQuota, Throttle, limits};
use std::path::PathBuf;

/// Runs the stack of this project on this machine: the Pulumi program, API Gateway, Lambda and
/// DynamoDB, without an account.
#[derive(Debug, Clone, Parser)]
#[command(name = "cargo run --", bin_name = "cargo run --", version)]
pub struct Options {
    /// Port of the WebSocket API and of @connections on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 3001)]
    pub port: u16,
    /// Stack whose configuration, Pulumi.STACK.yaml, is used
    #[arg(long, default_value = "dev")]
    pub stack: String,
    /// Folder that keeps data between runs [default: .local in the project's folder]
    #[arg(long, value_name = "FOLDER", conflicts_with = "in_memory")]
    pub state: Option<PathBuf>,
    /// Keep nothing: data live as long as the process
    #[arg(long)]
    pub in_memory: bool,
    /// DynamoDB endpoint that holds the tables, such as http://127.0.0.1:8000, in place of the embedded one
    #[arg(long, value_name = "URL")]
    pub dynamodb: Option<Endpoint>,
    /// Most sandboxes of the handler at a time
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub concurrency: u16,
    /// Requests a second that the account may make: handshakes, messages and calls of @connections together
    #[arg(long, value_name = "RATE", default_value_t = limits::REQUESTS.rate)]
    pub account_rate: f64,
    /// Most of these requests at once
    #[arg(long, value_name = "BURST", default_value_t = limits::REQUESTS.burst)]
    pub account_burst: u32,
    /// New connections a second that the account may make
    #[arg(long, value_name = "RATE", default_value_t = limits::NEW_CONNECTIONS.burst)]
    pub account_connections: u32,
    /// Fault to inject, such as `writes=lost@10%` or `post=gone@3`; may be repeated. docs/faults.md lists them
    #[arg(long = "fault", value_name = "FAULT")]
    pub faults: Vec<Fault>,
    /// Print the outputs as one JSON object, as `pulumi stack output --json` does
    #[arg(long)]
    pub json: bool,
}

impl Options {
    /// What the account may do.
    pub fn account_quota(&self) -> AccountQuota {
        AccountQuota {
            requests: Throttle {
                rate: self.account_rate,
                burst: self.account_burst,
            },
            new_connections: Throttle {
                rate: f64::from(self.account_connections),
                burst: self.account_connections,
            },
        }
    }
}
