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
    VARIABLES
        .iter()
        .any(|variable| variable.reserved && variable.name == name)
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
        let mut variables: BTreeMap<String, String> = VARIABLES
            .iter()
            .filter_map(|variable| Some((variable.name.to_owned(), (variable.value)(self)?)))
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

/// A variable that Lambda knows of.
struct Variable {
    name: &'static str,
    /// A reserved one cannot be declared.
    reserved: bool,
    /// `None` where Lambda does not set it for a function like ours.
    value: fn(&Scope<'_>) -> Option<String>,
}

const fn reserved(name: &'static str, value: fn(&Scope<'_>) -> Option<String>) -> Variable {
    Variable {
        name,
        reserved: true,
        value,
    }
}

const fn default(name: &'static str, value: fn(&Scope<'_>) -> Option<String>) -> Variable {
    Variable {
        name,
        reserved: false,
        value,
    }
}

const VARIABLES: &[Variable] = &[
    reserved("_HANDLER", |s| Some(s.config.handler.clone())),
    // Not defined for the `provided` runtimes, which set it themselves from the Runtime API's header.
    reserved("_X_AMZN_TRACE_ID", |_| None),
    reserved("AWS_DEFAULT_REGION", |s| Some(s.config.region.clone())),
    reserved("AWS_REGION", |s| Some(s.config.region.clone())),
    // Not defined for the `provided` runtimes.
    reserved("AWS_EXECUTION_ENV", |_| None),
    reserved("AWS_LAMBDA_FUNCTION_NAME", |s| Some(s.config.name.clone())),
    reserved("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", |s| {
        Some(s.config.memory_size.to_string())
    }),
    reserved("AWS_LAMBDA_FUNCTION_VERSION", |_| {
        Some("$LATEST".to_owned())
    }),
    reserved("AWS_LAMBDA_INITIALIZATION_TYPE", |_| {
        Some("on-demand".to_owned())
    }),
    reserved("AWS_LAMBDA_LOG_GROUP_NAME", |s| {
        Some(s.config.log_group.clone())
    }),
    reserved("AWS_LAMBDA_LOG_STREAM_NAME", |s| {
        Some(s.log_stream.to_owned())
    }),
    // Reserved, but no sandbox has it.
    reserved("AWS_ACCESS_KEY", |_| None),
    reserved("AWS_ACCESS_KEY_ID", |s| {
        Some(s.config.credentials.access_key_id.clone())
    }),
    reserved("AWS_SECRET_ACCESS_KEY", |s| {
        Some(s.config.credentials.secret_access_key.clone())
    }),
    reserved("AWS_SESSION_TOKEN", |s| {
        Some(s.config.credentials.session_token.clone())
    }),
    reserved("AWS_LAMBDA_RUNTIME_API", |s| {
        Some(s.runtime_api.to_string())
    }),
    reserved("LAMBDA_TASK_ROOT", |s| {
        Some(task_root(s.config).display().to_string())
    }),
    reserved("LAMBDA_RUNTIME_DIR", |_| Some("/var/runtime".to_owned())),
    // These three are of Lambda Managed Instances.
    reserved("AWS_LAMBDA_MAX_CONCURRENCY", |_| None),
    reserved("AWS_LAMBDA_METADATA_API", |_| None),
    reserved("AWS_LAMBDA_METADATA_TOKEN", |_| None),
    default("LANG", |_| Some("en_US.UTF-8".to_owned())),
    default("PATH", |_| {
        Some("/usr/local/bin:/usr/bin/:/bin:/opt/bin".to_owned())
    }),
    default("TZ", |_| Some(":UTC".to_owned())),
    // Lambda's value names folders of Amazon Linux; a laptop's loader finds its libraries by itself.
    default("LD_LIBRARY_PATH", |_| None),
    // The laptop has no X-Ray daemon.
    default("AWS_XRAY_CONTEXT_MISSING", |_| None),
    default("AWS_XRAY_DAEMON_ADDRESS", |_| None),
    // A process of Windows has no sockets without it.
    #[cfg(windows)]
    default("SystemRoot", |_| std::env::var("SystemRoot").ok()),
];
