//! A function whose handler is this executable.

use crate::handler::Act;
use bytes::Bytes;
use gateway::Clock;
use local::lambda::{
    Credentials, DeclaredEnvironment, Function, FunctionConfig, InvokeError, Options,
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    env,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{sync::Notify, task::JoinHandle};

/// Longer than anything takes on a busy machine.
const GENEROUS: Duration = Duration::from_secs(60);

pub async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(GENEROUS, future)
        .await
        .expect("it takes too long")
}

pub const TIMEOUT: Duration = Duration::from_secs(300);

pub struct Fixture {
    pub function: Arc<Function>,
    pub clock: Clock,
    pub log: Log,
}

pub fn config() -> FunctionConfig {
    FunctionConfig {
        name: "handler-1234567".to_owned(),
        arn: "arn:aws:lambda:eu-north-1:000000000000:function:handler-1234567".to_owned(),
        executable: env::current_exe().unwrap(),
        handler: "bootstrap".to_owned(),
        memory_size: 256,
        timeout: TIMEOUT,
        environment: declared(&[]),
        endpoints: BTreeMap::new(),
        region: "eu-north-1".to_owned(),
        log_group: "/aws/lambda/handler-1234567".to_owned(),
        credentials: Credentials {
            access_key_id: "ASIALOCAL".to_owned(),
            secret_access_key: "secret".to_owned(),
            session_token: "token".to_owned(),
        },
    }
}

pub fn declared(variables: &[(&str, &str)]) -> DeclaredEnvironment {
    let variables = variables
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()));
    variables.collect::<BTreeMap<_, _>>().try_into().unwrap()
}

/// One sandbox at a time, and nothing happens by the passing of real time. An event then waits until the sandbox is
/// [free](Fixture::free), so that each test knows which takes it.
pub fn options() -> Options {
    Options {
        concurrency: 1,
        patience: GENEROUS,
        init_timeout: GENEROUS,
        ..Options::default()
    }
}

impl Fixture {
    pub fn new() -> Self {
        Self::with(config(), options())
    }

    /// With as many sandboxes at most.
    pub fn of(concurrency: usize) -> Self {
        Self::with(
            config(),
            Options {
                concurrency,
                ..options()
            },
        )
    }

    pub fn in_manner(manner: &str) -> Self {
        let environment = declared(&[("MANNER", manner)]);
        Self::with(
            FunctionConfig {
                environment,
                ..config()
            },
            options(),
        )
    }

    pub fn with(config: FunctionConfig, options: Options) -> Self {
        let (clock, log) = (Clock::new(), Log::default());
        let written = log.clone();
        let sink = Arc::new(move |stream: &str, line: &str| written.add(stream, line));
        let options = Options {
            clock: clock.clone(),
            log: sink,
            ..options
        };
        Self {
            function: Arc::new(Function::new(config, options)),
            clock,
            log,
        }
    }

    pub async fn invoke(&self, act: Act) -> Result<Value, InvokeError> {
        let event = Bytes::from(serde_json::to_vec(&act).unwrap());
        let answer = within(self.function.invoke(event)).await?;
        Ok(serde_json::from_slice(&answer).unwrap())
    }

    /// Invokes it, and goes on meanwhile.
    pub fn begin(&self, act: Act) -> JoinHandle<Result<Value, InvokeError>> {
        let function = self.function.clone();
        let event = Bytes::from(serde_json::to_vec(&act).unwrap());
        tokio::spawn(
            async move { Ok(serde_json::from_slice(&function.invoke(event).await?).unwrap()) },
        )
    }

    /// Returns when the only sandbox is free.
    pub async fn free(&self) {
        within(self.function.warm_up()).await.unwrap();
    }

    /// The process that takes the next event.
    pub async fn pid(&self) -> u32 {
        self.invoke(Act::Pid)
            .await
            .unwrap()
            .as_u64()
            .unwrap()
            .try_into()
            .unwrap()
    }
}

/// What came of an invocation that was [begun](Fixture::begin).
pub async fn outcome(begun: JoinHandle<Result<Value, InvokeError>>) -> Result<Value, InvokeError> {
    within(begun).await.unwrap()
}

/// Every line that sandboxes wrote, with the name of its stream.
#[derive(Clone, Default)]
pub struct Log(Arc<Lines>);

#[derive(Default)]
struct Lines {
    lines: Mutex<Vec<(String, String)>>,
    written: Notify,
}

impl Log {
    fn add(&self, stream: &str, line: &str) {
        self.0
            .lines
            .lock()
            .unwrap()
            .push((stream.to_owned(), line.to_owned()));
        self.0.written.notify_waiters();
    }

    pub fn lines(&self) -> Vec<(String, String)> {
        self.0.lines.lock().unwrap().clone()
    }

    /// The stream and the line that has `part` in it, once there is one.
    pub async fn line(&self, part: &str) -> (String, String) {
        within(async {
            loop {
                let written = self.0.written.notified();
                if let Some(found) = self
                    .lines()
                    .into_iter()
                    .find(|(_, line)| line.contains(part))
                {
                    return found;
                }
                written.await;
            }
        })
        .await
    }
}
