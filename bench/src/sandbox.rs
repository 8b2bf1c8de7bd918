//! The function under measurement: a process with its Runtime API.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use nix::sys::signal::Signal;
use protocol::names::env;
use serde_json::Value;
use testkit::runtime_api::Driver;

use crate::process::Process;
use crate::rows::{BASELINE_ITEMS, BASELINE_USERS, ITEMS, USERS};
use crate::world::World;

/// Which function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The usual handler: Node.js, and the bundle that it runs.
    Baseline {
        /// The `node` executable.
        node: PathBuf,
        /// The minified bundle.
        bundle: PathBuf,
    },
    /// The board's own `bootstrap`.
    Board(PathBuf),
    /// The same, with its instructions counted by valgrind, which makes it fifty times as slow.
    Counted {
        /// The executable.
        bootstrap: PathBuf,
        /// Where the profile goes when it ends.
        profile: PathBuf,
    },
    /// The [floor](crate::floor).
    Floor {
        /// This crate's executable, which plays it.
        executable: PathBuf,
        /// The board's own `bootstrap`, whose calls of the database it makes.
        bootstrap: PathBuf,
    },
}

/// The time that the function is told an event has.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A sandbox. Dropping it kills it.
#[derive(Debug)]
pub struct Sandbox {
    child: Child,
    /// Its process.
    pub process: Process,
    api: Driver,
    /// From its start to the moment at which it wanted its first event.
    pub ready_in: Duration,
}

/// What came of an event.
#[derive(Debug)]
pub struct Answer {
    /// The function's answer.
    pub response: Value,
    /// From the event's delivery to the answer.
    pub took: Duration,
    /// CPU time until it was ready for the next event.
    pub cpu: Duration,
}

impl Sandbox {
    /// Starts it and waits until it wants an event.
    pub async fn start(subject: &Subject, world: &World, metered: bool) -> Result<Self> {
        let mut api = Driver::listen(TIMEOUT).await?;
        let mut command = subject.command();
        command
            .env_clear()
            .envs(variables(subject, world, metered))
            .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let started = Instant::now();
        let mut child = command
            .spawn()
            .with_context(|| format!("{:?} cannot be started", command.get_program()))?;
        let process = Process::of(child.id()).context("a process without an id")?;
        let mut log = child.stdout.take().context("it was made a pipe above")?;
        std::thread::spawn(move || io::copy(&mut log, &mut io::sink()));
        api.ready().await.context("it did not come up")?;
        Ok(Self {
            child,
            process,
            api,
            ready_in: started.elapsed(),
        })
    }

    /// Ends it in a way that it can hear of, and waits until it is gone.
    pub fn terminate(mut self) -> Result<()> {
        self.process.signal(Signal::SIGTERM);
        self.child.wait()?;
        Ok(())
    }

    /// Gives it an event.
    pub async fn invoke(&mut self, event: &Value) -> Result<Answer> {
        self.api.ready().await?;
        let before = self.process.cpu()?;
        let (response, took) = self.api.invoke(event.to_string().into()).await?;
        self.api.ready().await?;
        let cpu = self.process.cpu()? - before;
        let response: Value = serde_json::from_slice(&response)?;
        if response["statusCode"] != 200 {
            bail!("{event} was answered {response}");
        }
        Ok(Answer {
            response,
            took,
            cpu,
        })
    }
}

impl Answer {
    /// The frame that goes back.
    pub fn reply(&self) -> Result<Value> {
        let body = self.response["body"].as_str().context("no frame")?;
        Ok(serde_json::from_str(body)?)
    }

    /// Fails if the frame that goes back is an error. (That of a handshake is none.)
    pub fn succeeded(&self) -> Result<()> {
        match &self.response["body"] {
            Value::Null => Ok(()),
            _ => match self.reply()? {
                reply if reply.get("error").is_some() => bail!("the reply is {reply}"),
                _ => Ok(()),
            },
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Subject {
    fn command(&self) -> Command {
        match self {
            Self::Baseline { node, bundle } => {
                let mut command = Command::new(node);
                command.arg(bundle);
                command
            }
            Self::Board(bootstrap) => Command::new(bootstrap),
            Self::Counted { bootstrap, profile } => {
                let mut out = OsString::from("--callgrind-out-file=");
                out.push(profile);
                let mut command = Command::new("valgrind");
                command
                    .args(["--quiet", "--tool=callgrind"])
                    .arg(out)
                    .arg(bootstrap);
                command
            }
            Self::Floor { executable, .. } => {
                let mut command = Command::new(executable);
                command.arg("floor");
                command
            }
        }
    }
}

/// What the program declares, what Lambda sets, and what leads to this machine in AWS's place.
fn variables(subject: &Subject, world: &World, metered: bool) -> Vec<(&'static str, String)> {
    let file = |path: PathBuf| path.to_string_lossy().into_owned();
    let (items, users, roots) = match subject {
        Subject::Baseline { .. } => (
            BASELINE_ITEMS,
            BASELINE_USERS,
            ("NODE_EXTRA_CA_CERTS", file(world.certificate())),
        ),
        Subject::Board(_) | Subject::Counted { .. } | Subject::Floor { .. } => {
            (ITEMS, USERS, ("SSL_CERT_FILE", file(world.bundle())))
        }
    };
    vec![
        // It would say that this version of Node.js is not the latest.
        ("NODE_NO_WARNINGS", "1".to_owned()),
        (env::ITEMS_TABLE, items.to_owned()),
        (env::USERS_TABLE, users.to_owned()),
        (env::CONNECTIONS_ENDPOINT, world.connections_url()),
        (env::BOARD_STATUSES, "todo,inprogress,done".to_owned()),
        (env::ALLOWED_ORIGINS, "*".to_owned()),
        (env::CONNECTIONS_PER_BOARD, "10000".to_owned()),
        (env::RUST_LOG, "info".to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", "board".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/board".to_owned()),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench".to_owned()),
        ("AWS_REGION", "eu-north-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "bench".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "bench".to_owned()),
        ("AWS_SESSION_TOKEN", "bench".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", world.database.url(metered)),
        roots,
    ]
}
