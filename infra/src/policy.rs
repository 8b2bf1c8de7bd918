//! IAM policies: statements that constructs grant, and the documents made of them.

use pulumi::Output;
use serde::Serialize;
use serde_json::json;

/// The version of the policy language that every document names.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
const LANGUAGE_VERSION: &str = "2012-10-17";

/// What one construct allows another to do: some actions on some resources.
///
/// A construct offers grants by methods named `grant_*`, which say exactly which actions they allow and what for.
#[derive(Clone)]
pub struct Grant {
    /// The actions, such as `dynamodb:Query`. Never a wildcard.
    pub actions: &'static [&'static str],
    /// The ARNs they are allowed on, known once the resources exist.
    pub resources: Output<Vec<String>>,
}

/// A statement of a policy, in the order of AWS's own examples.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    effect: &'static str,
    action: &'a [&'static str],
    resource: &'a [String],
}

/// The document that allows all of the grants, a statement for each.
pub fn allow(grants: Vec<Grant>) -> Output<String> {
    let (actions, resources): (Vec<_>, Vec<_>) =
        grants.into_iter().map(|g| (g.actions, g.resources)).unzip();
    Output::join(resources).map(move |resources: Vec<Vec<String>>| {
        let statements: Vec<_> = actions
            .iter()
            .zip(&resources)
            .map(|(action, resource)| Statement {
                effect: "Allow",
                action,
                resource,
            })
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
