//! What a stack's file sets for the provider of AWS, under `aws:`.

use super::{list, region::Region};
use pulumi::{Config, config::ConfigError};
use serde::Deserialize;

list::settings! {
    /// The provider's own settings, as far as the program passes them on to the provider that it declares. Credentials are not among
    /// them: they are in the environment, or in the profile.
    pub struct ProviderSettings("aws:") {
        /// Where the stack is; both stacks here say `eu-north-1`. Without it, the environment says so (`AWS_REGION`).
        region: Option<Region> = (), Public,
            "[prices differ](https://aws.amazon.com/api-gateway/pricing/)";

        /// A profile in the files of the AWS CLI.
        profile: Option<String> = (), MaybeSecret,
            "";

        /// The accounts that the stack may be in. Another is an error, before anything is done in it.
        allowed_account_ids: Option<Vec<String>> = (), MaybeSecret,
            "";

        /// The roles to take on, each after the other: `roleArn`, and perhaps `externalId` and `sessionName`.
        assume_roles: Option<Vec<AssumedRole>> = (), MaybeSecret,
            "";

        /// Whether credentials are taken as they are: for a preview without an account, with the next two.
        skip_credentials_validation: Option<bool> = (), Public,
            "";

        /// Whether no credentials are looked for in the metadata of a machine of EC2.
        skip_metadata_api_check: Option<bool> = (), Public,
            "";

        /// Whether AWS is not asked which account it is.
        skip_requesting_account_id: Option<bool> = (), Public,
            "";
    }
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

impl ProviderSettings {
    pub(super) fn read(config: &Config) -> Result<Self, ConfigError> {
        let values = config.read_namespace("aws")?;
        Ok(Self::new(values, config))
    }
}
