//! Policies of buckets. They are not evaluated, since nobody reads a bucket here; and still each must be one.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>

use super::document::{
    ActionPattern, Pattern, ResourcePattern, described, effect, nothing_left, statements,
};
use crate::{
    assembly::{AssemblyError, Declared, of_type},
    resources::BUCKET_POLICY,
};
use serde_json::{Map, Value};

/// Reads the policies of all buckets that a program declares.
///
/// # Errors
///
/// One that S3 would refuse, by the name of the resource.
pub fn check_policies(declared: &[Declared]) -> Result<(), AssemblyError> {
    for resource in of_type(declared, BUCKET_POLICY.token) {
        statements(resource.required("policy")?, statement).map_err(|problem| {
            resource.problem("policy", format!("is not a policy of a bucket: {problem}"))
        })?;
    }
    Ok(())
}

fn statement(mut fields: Map<String, Value>) -> Result<(), String> {
    fields.remove("Sid");
    fields.remove("Condition");
    effect(&mut fields)?;
    if fields
        .remove("Principal")
        .or(fields.remove("NotPrincipal"))
        .is_none()
    {
        return Err("it has no Principal".to_owned());
    }
    described(&mut fields, "Action", "NotAction", ActionPattern::parse)?;
    described(&mut fields, "Resource", "NotResource", |text| {
        // What is not evaluated may have variables.
        ResourcePattern::parse(&text.replace("${", "$"))
    })?;
    nothing_left(&fields)
}
