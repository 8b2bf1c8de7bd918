//! How fast the laptop starts, what it holds when idle, and how long a change takes over a real socket.
//!
//! `cargo bench --package local --bench laptop` prints one table: medians, with the smallest and the largest or the 99th percentile beside them. A
//! WebSocket ping to the same laptop, measured in turn with the requests, is the baseline: it passes the sockets and nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

const STARTS: usize = 10;
const ROUND_TRIPS: usize = 2_000;
const IDLE: Duration = Duration::from_secs(10);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

struct Laptop {
    process: Child,
    url: String,
    started_in: Duration,
}

impl Laptop {
    fn start() -> Self {
        let before = Instant::now();
        let mut process = Command::new(env!("CARGO_BIN_EXE_local"))
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            // Its throttles let all pass that is sent here.
            .args([
                "--stack",
                "endurance",
                "--in-memory",
                "--port",
                "0",
                "--json",
            ])
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let started_in = before.elapsed();
        let outputs: Value = serde_json::from_str(&line).unwrap();
        let url = format!("{}?format=json", outputs["websocketUrl"].as_str().unwrap());
        Self {
            process,
            url,
            started_in,
        }
    }

    /// The laptop's process and its sandboxes.
    fn processes(&self) -> Vec<u32> {
        let laptop = self.process.id();
        let children = fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .filter_map(|entry| {
                let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
                let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
                let parent = stat
                    .rsplit_once(')')?
                    .1
                    .split_whitespace()
                    .nth(1)?
                    .to_owned();
                (parent == laptop.to_string()).then_some(pid)
            });
        children.chain([laptop]).collect()
    }

    /// Proportional set size in KB of all processes: memory that they share is counted once.
    fn memory(&self) -> u64 {
        let pss = |pid: u32| -> u64 {
            let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap();
            let line = rollup.lines().find(|l| l.starts_with("Pss:")).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        };
        self.processes().into_iter().map(pss).sum()
    }

    /// Time on a CPU so far, of all processes, in clock ticks (a hundredth of a second on Linux).
    fn ticks(&self) -> u64 {
        let of = |pid: u32| -> u64 {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
            let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
            // utime and stime are fields 14 and 15, counted from the pid.
            fields
                .skip(11)
                .take(2)
                .map(|t| t.parse::<u64>().unwrap())
                .sum()
        };
        self.processes().into_iter().map(of).sum()
    }
}

impl Drop for Laptop {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn request(socket: &mut Socket, message: &Value) -> Duration {
    let before = Instant::now();
    socket
        .send(Message::text(message.to_string()))
        .await
        .unwrap();
    loop {
        if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
            let took = before.elapsed();
            let reply: Value = serde_json::from_str(&text).unwrap();
            assert!(reply.get("error").is_none(), "{reply}");
            return took;
        }
    }
}

async fn ping(socket: &mut Socket) -> Duration {
    let before = Instant::now();
    socket.send(Message::Ping("p".into())).await.unwrap();
    while !matches!(socket.next().await.unwrap().unwrap(), Message::Pong(_)) {}
    before.elapsed()
}

/// The median, and the value that a share of them stays below.
fn quantile(times: &mut [Duration], share: f64) -> Duration {
    times.sort();
    times[((times.len() - 1) as f64 * share) as usize]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[tokio::main]
async fn main() {
    let mut starts: Vec<_> = (0..STARTS).map(|_| Laptop::start().started_in).collect();
    println!("| what | median | p99 | to the baseline |\n|---|--:|--:|--:|");
    println!(
        "| start to outputs ({STARTS} times) | {:.0} ms | {:.0} ms | |",
        ms(quantile(&mut starts, 0.5)),
        ms(quantile(&mut starts, 0.99))
    );

    let laptop = Laptop::start();
    let before = laptop.ticks();
    tokio::time::sleep(IDLE).await;
    println!(
        "| idle, all processes | {:.1} MB, {:.2} % of a CPU | | |",
        laptop.memory() as f64 / 1024.0,
        (laptop.ticks() - before) as f64 / IDLE.as_secs_f64()
    );

    let (mut socket, _) = connect_async(&laptop.url).await.unwrap();
    let (mut pings, mut tests, mut creates) = (Vec::new(), Vec::new(), Vec::new());
    let test = json!({"action": "test"});
    let create = json!({"action": "createItem", "title": "Water the plants", "status": "todo"});
    for round in 0..ROUND_TRIPS + 100 {
        let (p, t, c) = (
            ping(&mut socket).await,
            request(&mut socket, &test).await,
            request(&mut socket, &create).await,
        );
        // The first hundred warm up.
        if round >= 100 {
            pings.push(p);
            tests.push(t);
            creates.push(c);
        }
    }
    let baseline = ms(quantile(&mut pings, 0.5));
    for (what, times) in [
        ("WebSocket ping (baseline)", &mut pings),
        ("`test` round trip", &mut tests),
        ("`createItem` round trip", &mut creates),
    ] {
        let median = ms(quantile(times, 0.5));
        println!(
            "| {what} ({ROUND_TRIPS} times) | {median:.2} ms | {:.2} ms | {:.1} |",
            ms(quantile(times, 0.99)),
            median / baseline
        );
    }
    println!(
        "| idle again, after {} items | {:.1} MB | | |",
        creates.len() + 100,
        laptop.memory() as f64 / 1024.0
    );
}
