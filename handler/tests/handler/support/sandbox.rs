//! The real executable under a Lambda Runtime API, started with the declared environment and nothing else.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use testkit::runtime_api::{Driver, ErrorReport};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use super::database::Journal;
use super::{ITEMS, USERS, World, url};

/// The time that an event has.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How long a sandbox may take to end.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Sandbox {
    api: Driver,
    journal: Journal,
    process: Child,
}

/// What the executable needs, as the program declares it and as Lambda and the SDK add to it.
pub fn environment(world: &World) -> Vec<(&'static str, String)> {
    vec![
        ("ITEMS_TABLE", ITEMS.to_owned()),
        ("USERS_TABLE", USERS.to_owned()),
        ("CONNECTIONS_ENDPOINT", url(&world.sink)),
        ("BOARD_STATUSES", "todo,inprogress,done".to_owned()),
        ("ALLOWED_ORIGINS", "*".to_owned()),
        ("CONNECTIONS_PER_BOARD", "200".to_owned()),
        ("RUST_LOG", "info".to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", "board".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_REGION", "eu-north-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_SESSION_TOKEN", "token".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", world.database.url()),
    ]
}

impl Sandbox {
    pub async fn start(world: &World, environment: Vec<(&'static str, String)>) -> Self {
        let api = Driver::listen(TIMEOUT).await.unwrap();
        // Another build of it, if there is one to be tried: the one for Lambda.
        let executable = std::env::var_os("BOOTSTRAP");
        let executable = executable.unwrap_or_else(|| env!("CARGO_BIN_EXE_bootstrap").into());
        let process = Command::new(executable)
            .env_clear()
            .envs(environment)
            .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            api,
            journal: world.database.shared_journal(),
            process,
        }
    }

    /// Gives the sandbox an event and waits for what it answers.
    pub async fn invoke(&mut self, event: Value) -> Result<Value, ErrorReport> {
        self.api.ready().await.unwrap();
        self.journal.lock().unwrap().push("next".to_owned());
        match self.api.invoke(event.to_string().into()).await {
            Ok((answer, _)) => Ok(serde_json::from_slice(&answer).unwrap()),
            Err(error) => Err(error.downcast().unwrap()),
        }
    }

    /// Ends the sandbox, and gives its exit code and all that it wrote.
    pub async fn end(mut self) -> (Option<i32>, String) {
        let _ = self.process.start_kill();
        self.exit().await
    }

    /// Waits until the sandbox ends by itself.
    pub async fn exit(mut self) -> (Option<i32>, String) {
        let mut output = String::new();
        let (mut stdout, mut stderr) = (
            self.process.stdout.take().unwrap(),
            self.process.stderr.take().unwrap(),
        );
        let ended = async {
            stdout.read_to_string(&mut output).await.unwrap();
            stderr.read_to_string(&mut output).await.unwrap();
            self.process.wait().await.unwrap().code()
        };
        let code = tokio::time::timeout(PATIENCE, ended)
            .await
            .expect("the sandbox ends");
        (code, output)
    }
}

/// The frame in a sandbox's answer.
pub fn body(answer: &Result<Value, ErrorReport>) -> Value {
    let answer = answer.as_ref().unwrap();
    assert_eq!(answer["statusCode"], 200, "{answer}");
    serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
}
