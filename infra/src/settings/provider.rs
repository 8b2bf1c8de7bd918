//! What a stack's file sets for the provider of AWS, under `aws:`.

use super::Region;
use serde::Deserialize;

/// The provider's own settings, as far as the program passes them on to the provider that it declares. Credentials are not among them:
/// they are in the environment, or in the profile.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ProviderSettings {
    /// Where the stack is. Without it, the environment says so (`AWS_REGION`).
    pub region: Option<Region>,
    /// The profile in the files of the AWS CLI.
    pub profile: Option<String>,
    /// The accounts that the stack may be in. Another is an error, before anything is done in it.
    pub allowed_account_ids: Vec<String>,
    /// The roles to take on, each after the other.
    pub assume_roles: Vec<AssumedRole>,
}

/// A role to take on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssumedRole {
    /// Its ARN.
    pub role_arn: String,
    /// What its owner wants to hear.
    pub external_id: Option<String>,
    /// The name of the session, for the account's trail.
    pub session_name: Option<String>,
}
