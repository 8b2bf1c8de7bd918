//! The `Authorization` header of a signed call.

use super::denial::Denial;
use http::{HeaderMap, header::AUTHORIZATION};

/// The only algorithm there is a key for.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What ends every scope.
const TERMINATOR: &str = "aws4_request";

/// The header's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) access_key_id: &'a str,
    /// The day, such as `20260331`.
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) signature: &'a str,
    signed_headers: &'a str,
}

impl<'a> Authorization<'a> {
    pub(super) fn of(headers: &'a HeaderMap) -> Result<Self, Denial> {
        let value = headers.get(AUTHORIZATION).ok_or_else(|| {
            Denial::new(
                "MissingAuthenticationTokenException",
                "Missing Authentication Token",
            )
        })?;
        let value = value
            .to_str()
            .map_err(|_| Denial::incomplete("Authorization header is not text."))?;
        let Some((ALGORITHM, parameters)) = value.split_once(' ') else {
            return Err(Denial::incomplete(format!(
                "Authorization header requires the algorithm '{ALGORITHM}'."
            )));
        };
        let parameter = |name: &str| {
            let mut given = parameters
                .split(',')
                .filter_map(|pair| pair.trim().split_once('='));
            let found = given.find(|(key, _)| *key == name);
            found.map(|(_, value)| value).ok_or_else(|| {
                Denial::incomplete(format!("Authorization header requires '{name}' parameter."))
            })
        };
        let credential = parameter("Credential")?;
        let scope: Vec<_> = credential.split('/').collect();
        let [access_key_id, date, region, service, TERMINATOR] = scope[..] else {
            return Err(Denial::incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/{TERMINATOR}, got '{credential}'"
            )));
        };
        Ok(Self {
            access_key_id,
            date,
            region,
            service,
            signature: parameter("Signature")?,
            signed_headers: parameter("SignedHeaders")?,
        })
    }

    /// The names of the headers that are signed.
    pub(super) fn signed_headers(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.signed_headers.split(';')
    }
}
