//! What the program has declared, put together: routes with what they invoke, and functions.
//!
//! Everything here is a pure reading of declared resources. What they say is followed to the letter, also where AWS would fail only
//! at run time: a route without a target, an API that may not invoke its function.

use crate::{
    iam::{Role, Roles},
    lambda::DeclaredEnvironment,
    resources::{self, FUNCTION, LOG_GROUP, Properties, ROUTE, STAGE},
};
use pulumi::Archive;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

mod authorizer;
mod route;
mod throttle;

pub use authorizer::AuthorizerDeclaration;
pub use route::RouteDeclaration;

/// The principal that takes on a function's role.
const LAMBDA: &str = "lambda.amazonaws.com";

/// A resource as the program declared it and the laptop made it.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its type's token.
    pub token: String,
    /// Its logical name.
    pub name: String,
    /// Its physical id.
    pub id: String,
    /// What it was declared with.
    pub inputs: Properties,
    /// What it answers.
    pub outputs: Properties,
}

/// What a declaration lacks or asks for that the laptop cannot do.
#[derive(Debug, thiserror::Error)]
pub enum AssemblyError {
    /// The board needs one API with one stage, and an address has room for one.
    #[error(
        "the program declares {found} resources of type {token}, and the laptop serves exactly one"
    )]
    Count {
        /// The type.
        token: &'static str,
        /// How many there are.
        found: usize,
    },
    /// AWS answers the second route with a ConflictException.
    #[error("the program declares two routes with the key `{0}`")]
    SameKey(String),
    /// A property does not say what it has to.
    #[error("{token} `{name}`: the property `{property}` {problem}")]
    Property {
        /// The resource's type.
        token: String,
        /// The resource's logical name.
        name: String,
        /// The property at fault.
        property: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

/// The API as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiDeclaration {
    /// Its physical id.
    pub id: String,
    /// How a message selects its route.
    pub route_selection: String,
    /// What policies call it.
    pub execution_arn: String,
    /// Its stage's name.
    pub stage: String,
    /// Who says who may connect.
    pub authorizer: Option<AuthorizerDeclaration>,
    /// Its routes.
    pub routes: Vec<RouteDeclaration>,
}

/// A function as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionDeclaration {
    /// Its physical name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// What its archive names.
    pub executable: PathBuf,
    /// Its handler.
    pub handler: String,
    /// Its memory in MB.
    pub memory_size: u32,
    /// How long an event may take.
    pub timeout: Duration,
    /// Its environment.
    pub environment: DeclaredEnvironment,
    /// The name of its log group.
    pub log_group: String,
    /// Whether the program declares that group: if not, Lambda makes one.
    pub has_log_group: bool,
    /// The physical name of the role that it runs as.
    pub role: String,
}

/// Lambda's own values where a function declares none.
///
/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
const DEFAULT_MEMORY_MB: u64 = 128;
const DEFAULT_TIMEOUT_S: u64 = 3;

/// The one API that the program declares, with its stage and routes.
pub fn api(declared: &[Declared]) -> Result<ApiDeclaration, AssemblyError> {
    let api = only(declared, resources::API.token)?;
    let stage = only(declared, STAGE.token)?;
    if stage.inputs.get("autoDeploy") != Some(&Value::Bool(true)) {
        return Err(stage.problem(
            "autoDeploy",
            "must be true: without it nothing is deployed, and the laptop has no Deployment resources",
        ));
    }
    let mut keys = BTreeSet::new();
    for route in of_type(declared, ROUTE.token) {
        let key = route.required("routeKey")?;
        if !keys.insert(key) {
            return Err(AssemblyError::SameKey(key.to_owned()));
        }
    }
    throttle::check(stage, &keys)?;
    Ok(ApiDeclaration {
        id: api.id.clone(),
        route_selection: api.required("routeSelectionExpression")?.to_owned(),
        execution_arn: api.output("executionArn").unwrap_or_default().to_owned(),
        stage: stage.id.clone(),
        authorizer: authorizer::of(declared, api)?,
        routes: of_type(declared, ROUTE.token)
            .map(|route| route::of(declared, api, stage, route))
            .collect::<Result<_, _>>()?,
    })
}

/// All functions that the program declares, which run as these roles.
pub fn functions(
    declared: &[Declared],
    roles: &Roles,
) -> Result<Vec<FunctionDeclaration>, AssemblyError> {
    of_type(declared, FUNCTION.token)
        .map(|function| function_of(declared, roles, function))
        .collect()
}

/// The name of the role that a function runs as, if Lambda may take it on.
fn role_of(roles: &Roles, function: &Declared) -> Result<String, AssemblyError> {
    let arn = function.required("role")?;
    let Some((name, Role { trust, .. })) = roles.iter().find(|(_, role)| role.arn == arn) else {
        let problem = format!("is `{arn}`, and the program declares no role with that ARN");
        return Err(function.problem("role", problem));
    };
    if !trust.lets(LAMBDA) {
        let problem = format!(
            "is `{name}`, which cannot be assumed by Lambda: its assumeRolePolicy does not allow sts:AssumeRole to the service {LAMBDA}"
        );
        return Err(function.problem("role", problem));
    }
    Ok(name.clone())
}

fn function_of(
    declared: &[Declared],
    roles: &Roles,
    function: &Declared,
) -> Result<FunctionDeclaration, AssemblyError> {
    let number = |property: &'static str, default| {
        function
            .inputs
            .get(property)
            .map_or(Some(default), Value::as_u64)
    };
    let memory = number("memorySize", DEFAULT_MEMORY_MB)
        .and_then(|mb| u32::try_from(mb).ok())
        .ok_or_else(|| function.problem("memorySize", "must be a number of MB"))?;
    let timeout = number("timeout", DEFAULT_TIMEOUT_S)
        .ok_or_else(|| function.problem("timeout", "must be a number of seconds"))?;
    let variables: BTreeMap<String, String> = function
        .inputs
        .get("environment")
        .and_then(|environment| environment.get("variables"))
        .map(|variables| serde_json::from_value(variables.clone()))
        .transpose()
        .map_err(|e| function.problem("environment", e))?
        .unwrap_or_default();
    let environment =
        DeclaredEnvironment::try_from(variables).map_err(|e| function.problem("environment", e))?;
    let log_group = function
        .inputs
        .get("loggingConfig")
        .and_then(|logging| logging.get("logGroup")?.as_str())
        .map_or_else(|| format!("/aws/lambda/{}", function.id), str::to_owned);
    Ok(FunctionDeclaration {
        role: role_of(roles, function)?,
        has_log_group: of_type(declared, LOG_GROUP.token).any(|group| group.id == log_group),
        name: function.id.clone(),
        arn: function.output("arn").unwrap_or_default().to_owned(),
        executable: executable(function)?,
        handler: function.required("handler")?.to_owned(),
        memory_size: memory,
        timeout: Duration::from_secs(timeout),
        environment,
        log_group,
    })
}

/// The laptop runs what is built for it: the archive's path is the executable itself.
fn executable(function: &Declared) -> Result<PathBuf, AssemblyError> {
    let code = function
        .inputs
        .get("code")
        .map(|code| serde_json::from_value::<Archive>(code.clone()));
    match code {
        Some(Ok(Archive::File(path))) if path.extension().is_none_or(|e| e != "zip") => Ok(path),
        Some(Ok(Archive::File(path))) => Err(function.problem(
            "code",
            format!(
                "is {}: the laptop runs an executable, not an archive",
                path.display()
            ),
        )),
        _ => Err(function.problem("code", "must be an archive on this machine")),
    }
}

impl Declared {
    /// The text of a property, if it is declared.
    pub(crate) fn text(&self, property: &str) -> Option<&str> {
        resources::text(&self.inputs, property)
    }

    /// The text of an output, if the resource has it.
    pub(crate) fn output(&self, property: &str) -> Option<&str> {
        resources::text(&self.outputs, property)
    }

    /// The text of a property that must be there.
    pub(crate) fn required(&self, property: &'static str) -> Result<&str, AssemblyError> {
        self.text(property)
            .ok_or_else(|| self.problem(property, "is missing"))
    }

    /// Something that is wrong with a property.
    pub(crate) fn problem(&self, property: &'static str, problem: impl ToString) -> AssemblyError {
        AssemblyError::Property {
            token: self.token.clone(),
            name: self.name.clone(),
            property,
            problem: problem.to_string(),
        }
    }
}

/// The resources of a type.
pub(crate) fn of_type<'a>(
    declared: &'a [Declared],
    token: &'a str,
) -> impl Iterator<Item = &'a Declared> {
    declared
        .iter()
        .filter(move |resource| resource.token == token)
}

fn only<'a>(declared: &'a [Declared], token: &'static str) -> Result<&'a Declared, AssemblyError> {
    let found: Vec<_> = of_type(declared, token).collect();
    match found[..] {
        [one] => Ok(one),
        _ => Err(AssemblyError::Count {
            token,
            found: found.len(),
        }),
    }
}
