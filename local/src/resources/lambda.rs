//! `aws:lambda/…`: the function, which becomes sandboxes, and who may invoke it.

use super::{
    Identity, ResourceType,
    Support::{Emulated, Inert, Must, Only},
    properties,
};

/// A function whose code is an executable on this machine.
pub const FUNCTION: ResourceType = ResourceType {
    token: "aws:lambda/function:Function",
    support: Emulated,
    properties: &[
        // The sandbox runs what was built for this machine.
        ("architectures", Inert),
        ("code", Emulated),
        ("description", Inert),
        ("environment.variables", Emulated),
        ("handler", Emulated),
        ("loggingConfig.logFormat", Only("Text")),
        ("loggingConfig.logGroup", Emulated),
        ("memorySize", Emulated),
        ("name", Emulated),
        ("packageType", Only("Zip")),
        ("reservedConcurrentExecutions", Inert),
        ("role", Emulated),
        ("runtime", Must("provided.al2023")),
        ("tags", Inert),
        ("timeout", Emulated),
    ],
    replaced_by: &["name"],
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
            ("name", id.to_owned()),
            ("region", account.region.clone()),
            ("version", "$LATEST".to_owned()),
        ])
    },
};

/// A statement of a function's resource policy: without one, API Gateway cannot invoke the function.
pub const PERMISSION: ResourceType = ResourceType {
    token: "aws:lambda/permission:Permission",
    support: Emulated,
    properties: &[
        ("action", Only("lambda:InvokeFunction")),
        ("function", Emulated),
        ("principal", Emulated),
        ("sourceArn", Emulated),
        ("statementId", Inert),
    ],
    replaced_by: &[
        "action",
        "function",
        "principal",
        "sourceArn",
        "statementId",
    ],
    identity: Identity::Generated(10),
    outputs: |_, id, _| properties([("statementId", id.to_owned())]),
};
