//! Policy documents as they are declared: of roles, of those who take them on, and of buckets. They are read strictly, since what is
//! not evaluated here is evaluated on AWS.

use gateway::policy::{self, Described, Effect, Statement, is_arn, nothing_left, texts};
use serde_json::{Map, Value};

/// The versions of the policy language.
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

/// What a service does to become a role.
const ASSUME_ROLE: &str = "sts:AssumeRole";

/// Reads the policy of an identity, such as a role's.
///
/// # Errors
///
/// What is wrong with it, or what the laptop does not evaluate.
pub fn statements_of_identity(json: &str) -> Result<Vec<Statement>, String> {
    statements(json, |fields| {
        no_condition(&fields)?;
        for unsupported in ["Principal", "NotPrincipal"] {
            if fields.contains_key(unsupported) {
                return Err(format!(
                    "it has a {unsupported}, which a policy of a role cannot have"
                ));
            }
        }
        let statement = Statement::parse(fields)?;
        are_actions(&statement.actions)?;
        if let Some(text) = find(&statement.resources, |text| text.contains("${")) {
            return Err(format!(
                "`{text}` has a policy variable, which the laptop does not evaluate"
            ));
        }
        are_resources(&statement.resources)?;
        Ok(statement)
    })
}

/// Checks the policy of a bucket, which is not evaluated, since nobody reads a bucket here.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>
///
/// # Errors
///
/// What S3 would refuse.
pub fn check_of_bucket(json: &str) -> Result<(), String> {
    statements(json, |mut fields| {
        fields.remove("Condition");
        let principals = [fields.remove("Principal"), fields.remove("NotPrincipal")];
        if principals == [None, None] {
            return Err("it has no Principal".to_owned());
        }
        let statement = Statement::parse(fields)?;
        are_actions(&statement.actions)?;
        are_resources(&statement.resources)
    })?;
    Ok(())
}

/// A role's `assumeRolePolicy`: who may take the role on.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust(Vec<(Effect, Described, Vec<String>)>);

impl Trust {
    /// Reads a document as it is declared, in JSON.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or what the laptop does not evaluate.
    pub fn parse(json: &str) -> Result<Self, String> {
        let statements = statements(json, |mut fields| {
            no_condition(&fields)?;
            let (effect, actions) = (policy::effect(&mut fields)?, policy::actions(&mut fields)?);
            are_actions(&actions)?;
            let principal = fields.remove("Principal").ok_or("it has no Principal")?;
            nothing_left(&fields)?;
            Ok((effect, actions, services(principal)?))
        });
        statements.map(Self)
    }

    /// Whether a service, such as `lambda.amazonaws.com`, may take the role on.
    pub fn lets(&self, service: &str) -> bool {
        let about = self.0.iter().filter(|(_, actions, services)| {
            actions.have_action(ASSUME_ROLE) && services.iter().any(|named| named == service)
        });
        policy::decide(about.map(|(effect, ..)| *effect)).is_ok()
    }
}

/// The services among the principals: nobody else takes roles on here.
fn services(principal: Value) -> Result<Vec<String>, String> {
    let Value::Object(mut kinds) = principal else {
        return Ok(Vec::new());
    };
    let services = kinds.remove("Service");
    services.map_or(Ok(Vec::new()), |services| texts(services, "Service"))
}

/// The statements of a document that is one, each read by a function.
fn statements<S>(
    json: &str,
    read: impl Fn(Map<String, Value>) -> Result<S, String>,
) -> Result<Vec<S>, String> {
    let document: Value = serde_json::from_str(json).map_err(|e| format!("it is not JSON: {e}"))?;
    let Value::Object(mut document) = document else {
        return Err("it is not a JSON object".to_owned());
    };
    let version = document.remove("Version");
    if let Some(version) = version.filter(|version| VERSIONS.iter().all(|known| version != known)) {
        let known = VERSIONS.join(", ");
        return Err(format!(
            "its Version is {version}, which is none of {known}"
        ));
    }
    document.remove("Id");
    let statements = policy::statements(&mut document, read)?;
    nothing_left(&document)?;
    if statements.is_empty() {
        return Err("its Statement is empty".to_owned());
    }
    Ok(statements)
}

fn no_condition(fields: &Map<String, Value>) -> Result<(), String> {
    match fields.get("Condition") {
        None => Ok(()),
        Some(_) => Err("it has a Condition, which the laptop does not evaluate".to_owned()),
    }
}

fn find(described: &Described, wanted: impl Fn(&str) -> bool) -> Option<&String> {
    described.patterns().iter().find(|text| wanted(text))
}

fn are_actions(actions: &Described) -> Result<(), String> {
    let is_action = |text: &str| {
        let names = text.split_once(':');
        text == "*" || names.is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
    };
    match find(actions, |text| !is_action(text)) {
        None => Ok(()),
        Some(text) => Err(format!("`{text}` is not an action, such as dynamodb:Query")),
    }
}

fn are_resources(resources: &Described) -> Result<(), String> {
    match find(resources, |text| text != "*" && !is_arn(text)) {
        None => Ok(()),
        Some(text) => Err(format!(
            "`{text}` is not the ARN of a resource, such as arn:aws:dynamodb:eu-north-1:000000000000:table/items"
        )),
    }
}
