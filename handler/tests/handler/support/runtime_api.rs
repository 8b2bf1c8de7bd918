//! A Lambda Runtime API with one sandbox: the real executable, started with the declared environment and nothing else.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::collections::VecDeque;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::sync::Notify;

use super::{Answer, ITEMS, Request, Server, USERS, World};

const GENEROUS: Duration = Duration::from_secs(30);

#[derive(Default)]
struct State {
    events: VecDeque<(String, Value)>,
    answers: Vec<(String, Value)>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

pub struct Sandbox {
    shared: Arc<Shared>,
    _api: Server,
    process: Child,
    invocations: usize,
}

/// What the executable needs, as the program declares it and as Lambda and the SDK add to it.
pub fn environment(world: &World) -> Vec<(&'static str, String)> {
    vec![
        ("ITEMS_TABLE", ITEMS.to_owned()),
        ("USERS_TABLE", USERS.to_owned()),
        ("CONNECTIONS_ENDPOINT", world.sink.url()),
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
        let shared = Arc::<Shared>::default();
        let (serving, journal) = (Arc::clone(&shared), world.database.shared_journal());
        let api = Server::start(move |request| {
            let (shared, journal) = (Arc::clone(&serving), Arc::clone(&journal));
            async move {
                if request.path.ends_with("/invocation/next") {
                    journal.lock().unwrap().push("next".to_owned());
                    return next(&shared).await;
                }
                shared.record(&request);
                Answer::new(202, &[], "{}")
            }
        })
        .await;
        // Another build of it, if there is one to be tried: the one for Lambda.
        let executable = std::env::var_os("BOOTSTRAP");
        let executable = executable.unwrap_or_else(|| env!("CARGO_BIN_EXE_bootstrap").into());
        let process = Command::new(executable)
            .env_clear()
            .envs(environment)
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            shared,
            _api: api,
            process,
            invocations: 0,
        }
    }

    /// Gives the sandbox an event and waits for what it answers: `("response", …)` or `("error", …)`.
    pub async fn invoke(&mut self, event: Value) -> (String, Value) {
        let id = format!("invocation-{}", self.invocations);
        self.invocations += 1;
        self.shared
            .state
            .lock()
            .unwrap()
            .events
            .push_back((id, event));
        self.shared.changed.notify_waiters();
        let answered = async {
            loop {
                let changed = self.shared.changed.notified();
                if let Some(answer) = self.shared.state.lock().unwrap().answers.pop() {
                    return answer;
                }
                changed.await;
            }
        };
        tokio::time::timeout(GENEROUS, answered)
            .await
            .expect("the sandbox answers")
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
        let code = tokio::time::timeout(GENEROUS, ended)
            .await
            .expect("the sandbox ends");
        (code, output)
    }
}

async fn next(shared: &Shared) -> Answer {
    loop {
        let changed = shared.changed.notified();
        let event = shared.state.lock().unwrap().events.pop_front();
        if let Some((id, event)) = event {
            let deadline = SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap()
                + Duration::from_secs(10);
            let headers = [
                ("Lambda-Runtime-Aws-Request-Id", id.as_str()),
                (
                    "Lambda-Runtime-Deadline-Ms",
                    &deadline.as_millis().to_string(),
                ),
                (
                    "Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:eu-north-1:000000000000:function:board",
                ),
                (
                    "Lambda-Runtime-Trace-Id",
                    "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
                ),
            ];
            return Answer::new(200, &headers, event.to_string());
        }
        changed.await;
    }
}

impl Shared {
    fn record(&self, request: &Request) {
        let kind = request.path.rsplit('/').next().unwrap().to_owned();
        let body = serde_json::from_slice(&request.body).unwrap();
        self.state.lock().unwrap().answers.push((kind, body));
        self.changed.notify_waiters();
    }
}

/// The frame in a sandbox's answer.
pub fn body(answer: &(String, Value)) -> Value {
    assert_eq!(answer.0, "response", "{answer:?}");
    assert_eq!(answer.1["statusCode"], 200, "{answer:?}");
    serde_json::from_str(answer.1["body"].as_str().unwrap()).unwrap()
}
