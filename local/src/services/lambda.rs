//! `aws:lambda/…`: the function, which becomes sandboxes, and who may invoke it.

use super::{
    cloudwatch::LOG_GROUP,
    resource_type::{
        Identity, ResourceType,
        Support::{Among, Emulated, Inert, Must},
        properties,
    },
};
use crate::{
    declared::{DeclarationError, Declared, of_type},
    iam::{Principal, Role, Roles, logs::RoleLog},
    lambda::{DeclaredEnvironment, Function, FunctionConfig, Options},
    road::Checkpoint,
};
use pulumi::Archive;
use serde_json::Value;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[&FUNCTION, &PERMISSION];

/// A function whose code is an executable on this machine.
pub const FUNCTION: ResourceType = ResourceType {
    token: "aws:lambda/function:Function",
    properties: &[
        // The sandbox runs what was built for this machine.
        ("architectures", Inert),
        ("code", Emulated),
        ("description", Inert),
        ("environment.variables", Emulated),
        ("handler", Emulated),
        ("loggingConfig.logFormat", Among(&["Text"])),
        ("loggingConfig.logGroup", Emulated),
        ("memorySize", Emulated),
        ("name", Emulated),
        ("packageType", Among(&["Zip"])),
        ("reservedConcurrentExecutions", Inert),
        ("role", Emulated),
        ("runtime", Must("provided.al2023")),
        ("tags", Inert),
        ("timeout", Emulated),
    ],
    identity: Identity::Name,
    outputs: |account, id, _| {
        let arn = account.arn("lambda", &format!("function:{id}"));
        properties([
            (
                "invokeArn",
                format!(
                    "arn:aws:apigateway:{}:lambda:path/2015-03-31/functions/{arn}/invocations",
                    account.region
                ),
            ),
            ("qualifiedArn", format!("{arn}:$LATEST")),
            ("arn", arn),
            ("region", account.region.clone()),
            ("version", "$LATEST".to_owned()),
        ])
    },
};

/// A statement of a function's resource policy: without one, API Gateway cannot invoke the function.
pub const PERMISSION: ResourceType = ResourceType {
    token: "aws:lambda/permission:Permission",
    properties: &[
        ("action", Among(&["lambda:InvokeFunction"])),
        ("function", Emulated),
        ("principal", Emulated),
        ("sourceArn", Emulated),
        ("statementId", Inert),
    ],
    identity: Identity::Generated(10),
    outputs: |_, id, _| properties([("statementId", id.to_owned())]),
};

/// The principal that takes on a function's role.
const LAMBDA: &str = "lambda.amazonaws.com";

/// Lambda's own values where a function declares none.
///
/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>
const DEFAULT_MEMORY_MB: u64 = 128;
const DEFAULT_TIMEOUT_S: u64 = 3;

/// Functions by their ARNs.
pub type Functions = BTreeMap<String, Arc<Function>>;

/// All functions that the program declares. Their sandboxes find services at these endpoints, sign as the function's role, and
/// write as it.
///
/// # Errors
///
/// A declaration that Lambda, or the laptop, does not take.
pub fn functions(
    declared: &[Declared],
    access: &Checkpoint,
    endpoints: &BTreeMap<String, String>,
    options: &Options,
) -> Result<Functions, DeclarationError> {
    of_type(declared, FUNCTION.token)
        .map(|function| {
            let principal = Principal::Sandbox {
                role: role_of(access.iam.roles(), function)?,
                function: function.id.clone(),
            };
            let config = config(function, access, endpoints, &principal)?;
            let log = RoleLog::new(
                access.iam.clone(),
                principal,
                access
                    .account
                    .arn("logs", &format!("log-group:{}", config.log_group)),
                of_type(declared, LOG_GROUP.token).any(|group| group.id == config.log_group),
                options.log.clone(),
            );
            let options = Options {
                log: Arc::new(log),
                ..options.clone()
            };
            Ok((config.arn.clone(), Arc::new(Function::new(config, options))))
        })
        .collect()
}

/// What is declared of a function, with the keys of its role.
fn config(
    function: &Declared,
    access: &Checkpoint,
    endpoints: &BTreeMap<String, String>,
    principal: &Principal,
) -> Result<FunctionConfig, DeclarationError> {
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
    Ok(FunctionConfig {
        name: function.id.clone(),
        arn: function.output("arn").unwrap_or_default().to_owned(),
        executable: executable(function)?,
        handler: function.required("handler")?.to_owned(),
        memory_size: memory,
        timeout: Duration::from_secs(timeout),
        environment,
        endpoints: endpoints.clone(),
        region: access.account.region.clone(),
        log_group,
        credentials: access.keys.issue(principal.clone()),
    })
}

/// The name of the role that a function runs as, if Lambda may take it on.
fn role_of(roles: &Roles, function: &Declared) -> Result<String, DeclarationError> {
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

/// The laptop runs what is built for it: the archive's path is the executable itself.
fn executable(function: &Declared) -> Result<PathBuf, DeclarationError> {
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
