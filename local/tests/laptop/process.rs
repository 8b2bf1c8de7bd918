//! The laptop as its user starts it: a process with a command line.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};
use testkit::client::{Client, PATIENCE};

pub const EXECUTABLE: &str = env!("CARGO_BIN_EXE_local");

/// The project's folder, where a user is.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

pub struct LaptopProcess {
    child: Killed,
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
    command_of(Command::new(EXECUTABLE), arguments)
}

fn command_of(mut command: Command, arguments: &[&str]) -> Command {
    // The same tests with another database.
    if let Ok(url) = std::env::var("DYNAMODB") {
        command.args(["--dynamodb", &url]);
    }
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
    let mut child = Killed(command.stderr(Stdio::piped()).spawn().unwrap());
    let status = ended(&mut child.0);
    let read = |pipe: &mut dyn Read| {
        let mut text = String::new();
        pipe.read_to_string(&mut text).unwrap();
        text
    };
    Said {
        status,
        stdout: read(child.0.stdout.as_mut().unwrap()),
        stderr: read(child.0.stderr.as_mut().unwrap()),
    }
}

/// How a process ended; a panic if it does not.
fn ended(child: &mut Child) -> ExitStatus {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        assert!(Instant::now() < deadline, "the laptop does not end");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A process that does not outlive the test, however that ends.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The next lines that a process prints; a panic if they do not come.
fn lines(
    mut stdout: BufReader<ChildStdout>,
    count: usize,
) -> (BufReader<ChildStdout>, Vec<String>) {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = vec![String::new(); count];
        for line in &mut lines {
            stdout.read_line(line).unwrap();
        }
        let _ = sender.send((stdout, lines));
    });
    receiver
        .recv_timeout(PATIENCE)
        .expect("the laptop prints its outputs")
}

impl LaptopProcess {
    /// Starts a laptop that keeps nothing, on a free port.
    pub fn in_memory() -> Self {
        Self::start(&["--in-memory"])
    }

    /// Starts a laptop on a free port and waits until it serves.
    pub fn start(arguments: &[&str]) -> Self {
        Self::start_in(project(), arguments)
    }

    /// Starts a laptop in the folder of some project.
    pub fn start_in(folder: &Path, arguments: &[&str]) -> Self {
        Self::serving(command(&[]).args(arguments).current_dir(folder))
    }

    /// Starts a laptop from a shell that has done something before, such as `ulimit`.
    #[cfg(unix)]
    pub fn start_after(shell: &str, arguments: &[&str]) -> Self {
        let mut sh = Command::new("sh");
        sh.args(["-c", &format!(r#"{shell}; exec "$0" "$@""#), EXECUTABLE]);
        Self::serving(&mut command_of(sh, arguments))
    }

    /// Starts a laptop that logs what the filter lets through, to a file.
    pub fn logging(log: std::fs::File, filter: &str, arguments: &[&str]) -> Self {
        Self::serving(command(arguments).env("RUST_LOG", filter).stderr(log))
    }

    fn serving(command: &mut Command) -> Self {
        let (laptop, lines) = Self::printing(command.args(["--port", "0", "--json"]), 1);
        let outputs = serde_json::from_str(&lines[0])
            .unwrap_or_else(|e| panic!("{e}: the laptop printed {lines:?}"));
        Self { outputs, ..laptop }
    }

    /// Starts a laptop and waits for the first lines that it prints.
    pub fn printing(command: &mut Command, count: usize) -> (Self, Vec<String>) {
        let mut child = Killed(command.spawn().unwrap());
        let stdout = BufReader::new(child.0.stdout.take().unwrap());
        let (stdout, lines) = lines(stdout, count);
        let laptop = Self {
            child,
            stdout,
            outputs: Value::Null,
        };
        (laptop, lines)
    }

    pub fn url(&self) -> &str {
        self.outputs["websocketUrl"].as_str().unwrap()
    }

    pub async fn connect(&self, query: &str) -> Client {
        Client::connect(&format!("{}{query}", self.url())).await
    }

    /// Where `@connections` has a client that speaks the `json` format.
    pub async fn connection_url(&self, client: &mut Client) -> String {
        let hello = client.ask(json!({"action": "test"})).await;
        let id = hello["connectionId"].as_str().unwrap().replace('=', "%3D");
        format!("{}/{id}", self.outputs["connectionsUrl"].as_str().unwrap())
    }

    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.0.id()).unwrap()
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
        let status = ended(&mut self.child.0);
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (status, rest)
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
