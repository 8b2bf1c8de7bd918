//! A function: what is declared of it, and the way to invoke it.

use super::{
    at_work::AtWork,
    environment::DeclaredEnvironment,
    error::InvokeError,
    log::{LogSink, TracingSink},
    pool::Pool,
};
use bytes::Bytes;
use gateway::Clock;
use std::{collections::BTreeMap, fmt, path::PathBuf, sync::Arc, time::Duration};

/// What a program declares of a function, and where the laptop has put it.
#[derive(Debug, Clone)]
pub struct FunctionConfig {
    /// Its physical name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// What a sandbox runs, without arguments: the `bootstrap` of the declared archive. An absolute path, since a sandbox starts
    /// in the folder of it.
    pub executable: PathBuf,
    /// The declared handler, `_HANDLER` in a sandbox. A custom runtime need not care.
    pub handler: String,
    /// The declared memory, in MB. Told to the sandbox, not enforced.
    pub memory_size: u32,
    /// The time that an invocation may take.
    pub timeout: Duration,
    /// The declared environment.
    pub environment: DeclaredEnvironment,
    /// What the laptop adds in AWS's place, such as `AWS_ENDPOINT_URL_DYNAMODB`. A declared variable of the same name wins.
    pub endpoints: BTreeMap<String, String>,
    /// The region it is declared in.
    pub region: String,
    /// The name of its log group.
    pub log_group: String,
    /// Its role's credentials: every call that a sandbox signs names the role by them.
    pub credentials: Credentials,
}

/// Temporary credentials of a role.
#[derive(Clone)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`
    pub session_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// How a function is run.
#[derive(Clone)]
pub struct Options {
    /// The most sandboxes there may be at once. 10 unless set.
    pub concurrency: usize,
    /// How long an invocation waits for a sandbox when all of them are at work, before it is throttled. 1 s unless set.
    pub patience: Duration,
    /// How long a sandbox may be without work before it is ended. 60 s unless set.
    pub idle_after: Duration,
    /// How long a sandbox may take until it asks for its first event. 10 s unless set, as in AWS
    /// (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>).
    pub init_timeout: Duration,
    /// What the declared timeout and [`idle_after`](Self::idle_after) are measured by. Deadlines told to the handler stay real.
    pub clock: Clock,
    /// Where the lines go that sandboxes write. To `tracing` unless set.
    pub log: Arc<dyn LogSink>,
    /// Where sandboxes at work are listed.
    pub at_work: AtWork,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 10,
            patience: Duration::from_secs(1),
            idle_after: Duration::from_secs(60),
            init_timeout: Duration::from_secs(10),
            clock: Clock::new(),
            log: Arc::new(TracingSink),
            at_work: AtWork::default(),
        }
    }
}

/// A function with its sandboxes.
///
/// There are none until the first event or [`warm_up`](Self::warm_up). Dropping the function kills them;
/// [`shutdown`](Self::shutdown) also waits until they are gone.
pub struct Function {
    pool: Arc<Pool>,
}

impl Function {
    /// A function without sandboxes yet.
    #[must_use]
    pub fn new(config: FunctionConfig, options: Options) -> Self {
        Self {
            pool: Arc::new(Pool::new(config, options)),
        }
    }

    /// Starts a sandbox, unless one is free, and waits until it asks for an event: from then on the function serves.
    ///
    /// # Errors
    /// [`InvokeError::InitFailed`] if it cannot start, with the last lines that it wrote.
    pub async fn warm_up(&self) -> Result<(), InvokeError> {
        self.pool.warm_up().await
    }

    /// Runs the function for one event and returns its answer.
    ///
    /// An event goes to at most one sandbox that could have seen it. When a free sandbox turns out to be gone before it
    /// took the event, another takes it; when a sandbox ends after that, the invocation fails as crashed.
    ///
    /// Dropping the future before a sandbox has taken the event may withdraw it. After that, as in AWS, the invocation
    /// runs to its end, although nobody waits for it.
    ///
    /// # Errors
    /// Each variant of [`InvokeError`] says when.
    pub async fn invoke(&self, event: Bytes) -> Result<Bytes, InvokeError> {
        self.pool.invoke(event).await
    }

    /// Kills every sandbox, at work or not, and returns when they are gone. Invocations under way, and later ones, fail as
    /// [`InvokeError::Stopped`].
    ///
    /// Killed, since Lambda tells a function without extensions nothing either:
    /// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>.
    pub async fn shutdown(&self) {
        self.pool.shutdown().await;
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.pool.stop();
    }
}
