//! What is declared of a function, and the environment that its sandboxes have of it: what is declared, and what Lambda sets;
//! nothing of the laptop's own.
//!
//! After <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>.

use std::{
    collections::BTreeMap,
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// The declared variables may be this large, names and values together, in bytes.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MAX_SIZE: usize = 4096;

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

/// Variables that Lambda accepts in a function's declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclaredEnvironment(BTreeMap<String, String>);

/// Why Lambda does not accept declared variables.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// Lambda sets these itself.
    #[error(
        "these environment variables are reserved for Lambda itself and cannot be declared: {}",
        .0.join(", ")
    )]
    Reserved(Vec<String>),
    /// Not names of variables.
    #[error(
        "these are not names of environment variables (a letter, then at least one of A-Z a-z 0-9 _): {}",
        .0.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
    )]
    Name(Vec<String>),
    /// A NUL ends a value, so none can be inside.
    #[error("the environment variable {0} has a value with a NUL character in it")]
    Value(String),
    /// Too much in all.
    #[error("the declared environment has {0} bytes, and Lambda takes at most {MAX_SIZE}")]
    TooLarge(usize),
}

impl TryFrom<BTreeMap<String, String>> for DeclaredEnvironment {
    type Error = EnvironmentError;

    fn try_from(declared: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        let names = |wrong: fn(&str) -> bool| -> Vec<String> {
            declared
                .keys()
                .filter(|name| wrong(name))
                .cloned()
                .collect()
        };
        let reserved = names(is_reserved);
        if !reserved.is_empty() {
            return Err(EnvironmentError::Reserved(reserved));
        }
        let malformed = names(|name| !is_name(name));
        if !malformed.is_empty() {
            return Err(EnvironmentError::Name(malformed));
        }
        if let Some((name, _)) = declared.iter().find(|(_, value)| value.contains('\0')) {
            return Err(EnvironmentError::Value(name.clone()));
        }
        let size = declared
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        if size > MAX_SIZE {
            return Err(EnvironmentError::TooLarge(size));
        }
        Ok(Self(declared))
    }
}

fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|(reserved, _)| *reserved == name)
}

/// `[a-zA-Z]([a-zA-Z0-9_])+`: <https://docs.aws.amazon.com/lambda/latest/api/API_Environment.html>
fn is_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What the variables of one sandbox are made of.
pub(super) struct Scope<'a> {
    pub(super) config: &'a FunctionConfig,
    pub(super) runtime_api: SocketAddr,
    pub(super) log_stream: &'a str,
}

impl Scope<'_> {
    /// Every variable of the sandbox's process.
    pub(super) fn variables(&self) -> BTreeMap<String, String> {
        let defaults = DEFAULTS
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let reserved = RESERVED
            .iter()
            .filter_map(|(name, value)| Some((*name, value.as_ref()?(self))));
        let mut variables: BTreeMap<String, String> = defaults
            .chain(reserved)
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        variables.extend(self.config.endpoints.clone());
        variables.extend(self.config.environment.0.clone());
        variables
    }
}

/// The folder of the function's code, which is also where a sandbox starts.
pub(super) fn task_root(config: &FunctionConfig) -> &Path {
    match config.executable.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// What a sandbox has of a variable; none where Lambda does not set it for a function like ours.
type Value = Option<fn(&Scope<'_>) -> String>;

/// The variables that Lambda sets, and that nobody else can declare.
const RESERVED: &[(&str, Value)] = &[
    ("_HANDLER", Some(|s| s.config.handler.clone())),
    // Not defined for the `provided` runtimes, which set it themselves from the Runtime API's header.
    ("_X_AMZN_TRACE_ID", None),
    ("AWS_DEFAULT_REGION", Some(|s| s.config.region.clone())),
    ("AWS_REGION", Some(|s| s.config.region.clone())),
    // Not defined for the `provided` runtimes.
    ("AWS_EXECUTION_ENV", None),
    ("AWS_LAMBDA_FUNCTION_NAME", Some(|s| s.config.name.clone())),
    (
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        Some(|s| s.config.memory_size.to_string()),
    ),
    (
        "AWS_LAMBDA_FUNCTION_VERSION",
        Some(|_| "$LATEST".to_owned()),
    ),
    (
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        Some(|_| "on-demand".to_owned()),
    ),
    (
        "AWS_LAMBDA_LOG_GROUP_NAME",
        Some(|s| s.config.log_group.clone()),
    ),
    (
        "AWS_LAMBDA_LOG_STREAM_NAME",
        Some(|s| s.log_stream.to_owned()),
    ),
    // Reserved, but no sandbox has it.
    ("AWS_ACCESS_KEY", None),
    (
        "AWS_ACCESS_KEY_ID",
        Some(|s| s.config.credentials.access_key_id.clone()),
    ),
    (
        "AWS_SECRET_ACCESS_KEY",
        Some(|s| s.config.credentials.secret_access_key.clone()),
    ),
    (
        "AWS_SESSION_TOKEN",
        Some(|s| s.config.credentials.session_token.clone()),
    ),
    (
        "AWS_LAMBDA_RUNTIME_API",
        Some(|s| s.runtime_api.to_string()),
    ),
    (
        "LAMBDA_TASK_ROOT",
        Some(|s| task_root(s.config).display().to_string()),
    ),
    ("LAMBDA_RUNTIME_DIR", Some(|_| "/var/runtime".to_owned())),
    // These three are of Lambda Managed Instances.
    ("AWS_LAMBDA_MAX_CONCURRENCY", None),
    ("AWS_LAMBDA_METADATA_API", None),
    ("AWS_LAMBDA_METADATA_TOKEN", None),
];

/// What Lambda sets besides, unless it is declared. Its `LD_LIBRARY_PATH` names folders of Amazon Linux, and a laptop has no X-Ray daemon.
const DEFAULTS: &[(&str, &str)] = &[
    ("LANG", "en_US.UTF-8"),
    ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
    ("TZ", ":UTC"),
];
