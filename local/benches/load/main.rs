//! What the front door holds and carries: idle connections, messages and callbacks, beside a bare WebSocket server.
//!
//! `cargo bench --package local --bench load` prints one table. Every server is a process of its own:
//! - *bare*: tokio-tungstenite, which accepts and echoes, and nothing else: the baseline;
//! - *gateway*: the gateway with an integration that echoes, within its process;
//! - *laptop*: the whole stack, with its sandboxes, tables, signatures and policies.
//!
//! The load comes from this process, on the same machine.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

mod posts;
mod servers;
#[path = "../../tests/laptop/signer.rs"]
#[allow(dead_code, reason = "a benchmark signs as one principal only")]
mod signer;
mod traffic;

use servers::{Kind, Server};
use std::{env, time::Duration};
use traffic::Latencies;

const IDLE: usize = 5_000;
const SILENT: usize = 10_000;
const CLIENTS: usize = 100;
const MESSAGES_PER_SECOND: u32 = 3_000;
const SPAN: Duration = Duration::from_secs(10);

fn row(what: &str, on: Kind, value: &str, goal: &str, baseline: f64) {
    println!("| {what} | {on} | {value} | {goal} | {baseline:.1} |");
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[tokio::main]
async fn main() {
    // A server's descriptors are inherited from here.
    local::descriptors::raise().unwrap();
    if let Some(kind) = env::args().nth(1).and_then(|name| Kind::of(&name)) {
        servers::serve(kind).await;
        return;
    }
    println!("| what | server | measured | goal | to the baseline |\n|---|---|--:|--:|--:|");

    let mut baseline = None;
    for kind in Kind::ALL {
        let server = Server::start(kind);
        let before = server.memory();
        let clients = traffic::connect(&server, IDLE).await;
        let each = (server.memory() - before) as f64 / IDLE as f64;
        let what = format!("memory of an idle connection, of {IDLE}");
        let baseline = *baseline.get_or_insert(each);
        row(
            &what,
            kind,
            &format!("{each:.1} KB"),
            "20 KB",
            each / baseline,
        );
        drop(clients);
    }

    let mut baseline = None;
    for kind in Kind::ALL {
        let server = Server::start(kind);
        let before = server.memory();
        let silent = traffic::say_nothing(&server, SILENT).await;
        // Whoever is answered now came after all of them.
        drop(traffic::connect(&server, 1).await);
        let each = (server.memory() - before) as f64 / SILENT as f64;
        let what = format!("memory of a socket that says nothing, of {SILENT}");
        let baseline = *baseline.get_or_insert(each);
        row(&what, kind, &format!("{each:.1} KB"), "", each / baseline);
        drop(silent);
    }

    let mut baseline = None;
    for kind in Kind::ALL {
        let server = Server::start(kind);
        let clients = traffic::connect(&server, CLIENTS).await;
        // The first second warms up.
        let clients = traffic::send(clients, MESSAGES_PER_SECOND, Duration::from_secs(1))
            .await
            .0;
        let (_, latencies) = traffic::send(clients, MESSAGES_PER_SECOND, SPAN).await;
        let Latencies {
            sent_in,
            median,
            p99,
        } = latencies;
        let rate = f64::from(MESSAGES_PER_SECOND) * SPAN.as_secs_f64() / sent_in.as_secs_f64();
        let what =
            format!("{rate:.0} messages a second over {CLIENTS} connections, median and p99");
        let value = format!("{:.2} ms, {:.2} ms", ms(median), ms(p99));
        let baseline = *baseline.get_or_insert(p99);
        row(&what, kind, &value, "p99 20 ms", ms(p99) / ms(baseline));
    }

    let mut baseline = None;
    for kind in [Kind::Gateway, Kind::Laptop] {
        let server = Server::start(kind);
        let clients = traffic::connect(&server, CLIENTS).await;
        let rate = posts::rate(&server, clients, SPAN).await;
        let what = match kind {
            Kind::Laptop => "callback posts a second, each verified in full",
            _ => "callback posts a second, none verified (baseline)",
        };
        let baseline = *baseline.get_or_insert(rate);
        row(what, kind, &format!("{rate:.0}"), "5000", rate / baseline);
    }
}
