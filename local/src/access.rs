//! Functions that run as their roles: their sandboxes sign with the role's keys, and what they write is written as the role.

use crate::{
    assembly::FunctionDeclaration,
    iam::{Principal, logs::RoleLog},
    lambda::{self, Function, FunctionConfig},
    road::{Checkpoint, Listener},
};
use std::{collections::BTreeMap, sync::Arc};

/// A function whose sandboxes sign as its role, and write as it.
pub(crate) fn function(
    access: &Checkpoint,
    function: FunctionDeclaration,
    options: lambda::Options,
    database: &Listener,
) -> Function {
    let principal = Principal::Sandbox {
        role: function.role,
        function: function.name.clone(),
    };
    let group = format!("log-group:{}", function.log_group);
    let log = RoleLog::new(
        access.iam.clone(),
        principal.clone(),
        access.account.arn("logs", &group),
        function.has_log_group,
        options.log,
    );
    let options = lambda::Options {
        log: Arc::new(log),
        ..options
    };
    let config = FunctionConfig {
        name: function.name,
        arn: function.arn,
        executable: function.executable,
        handler: function.handler,
        memory_size: function.memory_size,
        timeout: function.timeout,
        environment: function.environment,
        endpoints: BTreeMap::from([("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), database.endpoint())]),
        region: access.account.region.clone(),
        log_group: function.log_group,
        credentials: access.keys.issue(principal),
    };
    Function::new(config, options)
}
