//! IAM policies: the documents made of what constructs grant.

use pulumi::Output;
use serde_json::json;

/// The version of the policy language that every document names.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
const LANGUAGE_VERSION: &str = "2012-10-17";

/// Some actions that are allowed on some resources.
pub struct Statement {
    /// The actions, such as `dynamodb:Query`. Never a wildcard.
    pub actions: &'static [&'static str],
    /// The ARNs they are allowed on, known once the resources exist.
    pub resources: Output<Vec<String>>,
}

/// The document of a policy with these statements.
pub fn document(statements: Vec<Statement>) -> Output<String> {
    let (actions, resources): (Vec<_>, Vec<_>) = statements
        .into_iter()
        .map(|statement| (statement.actions, statement.resources))
        .unzip();
    Output::join(resources).map(move |resources: Vec<Vec<String>>| {
        let statements: Vec<_> = actions
            .iter()
            .zip(&resources)
            .map(|(action, resource)| json!({"Effect": "Allow", "Action": action, "Resource": resource}))
            .collect();
        json!({"Version": LANGUAGE_VERSION, "Statement": statements}).to_string()
    })
}

/// The document of a role that a service of AWS takes on, such as `lambda.amazonaws.com`.
pub fn trust(service: &str) -> String {
    json!({
        "Version": LANGUAGE_VERSION,
        "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": service},
        }],
    })
    .to_string()
}
