//! The laptop as its user starts it: a process with a command line.

use super::client::{Client, PATIENCE};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    time::Instant,
};

pub const EXECUTABLE: &str = env!("CARGO_BIN_EXE_local");

/// The project's folder, where a user is.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

pub struct LaptopProcess {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub outputs: Value,
}

/// A command that ended by itself, with all that it said.
pub struct Said {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(EXECUTABLE);
    command
        .current_dir(project())
        .args(arguments)
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// Runs the laptop where it is expected to end by itself.
pub fn run(command: &mut Command) -> Said {
    let output = command.stderr(Stdio::piped()).output().unwrap();
    Said {
        status: output.status,
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl LaptopProcess {
    /// Starts a laptop that keeps nothing, on a free port.
    pub fn in_memory() -> Self {
        Self::start(&["--in-memory"])
    }

    /// Starts a laptop on a free port and waits until it serves.
    pub fn start(arguments: &[&str]) -> Self {
        let arguments = [&["--port", "0", "--json"], arguments].concat();
        let mut child = command(&arguments).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let outputs = serde_json::from_str(&line)
            .unwrap_or_else(|e| panic!("{e}: the laptop printed {line:?}"));
        Self {
            child,
            stdout,
            outputs,
        }
    }

    pub fn url(&self) -> &str {
        self.outputs["websocketUrl"].as_str().unwrap()
    }

    pub async fn connect(&self, query: &str) -> Client {
        Client::connect(&format!("{}{query}", self.url())).await
    }

    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    /// The processes that the laptop has started and that are alive: its sandboxes.
    pub fn sandboxes(&self) -> Vec<i32> {
        children(self.pid())
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        signal_to(self.pid(), signal);
    }

    /// Waits until the process has ended, and returns what it still printed.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "the laptop does not end");
            std::thread::sleep(std::time::Duration::from_millis(5));
        };
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (status, rest)
    }
}

impl Drop for LaptopProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn signal_to(pid: i32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, signal).unwrap();
}

/// Field 4 of /proc/PID/stat is the parent; the name in field 2 may hold spaces and is in parentheses.
fn children(parent: i32) -> Vec<i32> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| {
            let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            let mut rest = stat.rsplit_once(')')?.1.split_whitespace();
            let (state, ppid) = (rest.next()?, rest.next()?);
            (ppid.parse() == Ok(parent) && state != "Z").then_some(pid)
        })
        .collect()
}

pub fn is_alive(pid: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit_once(')')
            .is_some_and(|(_, rest)| rest.trim_start().starts_with('Z'))
    })
}

/// How many bytes wait in a process's TCP sockets to be read by it: proc(5), `/proc/net/tcp`.
pub fn unread_bytes(pid: i32) -> u64 {
    let descriptors = std::fs::read_dir(format!("/proc/{pid}/fd"))
        .unwrap()
        .flatten();
    let sockets: Vec<String> = descriptors
        .filter_map(|fd| {
            let target = std::fs::read_link(fd.path()).ok()?;
            let inode = target
                .to_str()?
                .strip_prefix("socket:[")?
                .strip_suffix(']')?;
            Some(inode.to_owned())
        })
        .collect();
    let table = std::fs::read_to_string(format!("/proc/{pid}/net/tcp")).unwrap();
    let rows = table
        .lines()
        .skip(1)
        .map(|row| row.split_whitespace().collect::<Vec<_>>());
    // Field 5 is `TX_QUEUE:RX_QUEUE` in hexadecimal, field 10 the inode.
    rows.filter(|row| sockets.iter().any(|inode| inode == row[9]))
        .map(|row| u64::from_str_radix(row[4].split(':').nth(1).unwrap(), 16).unwrap())
        .sum()
}
