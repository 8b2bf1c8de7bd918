//! Signs what goes on to another endpoint: it knows nothing of the laptop's roles and keys.

use crate::{account::LOCAL_KEY, road::Dropped};
use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4::SigningParams,
};
use http::{HeaderMap, Request};
use http_body_util::Full;
use std::{env, time::SystemTime};

/// Headers that belong to a signature.
const OF_A_SIGNATURE: [&str; 3] = ["authorization", "x-amz-date", "x-amz-security-token"];

/// What is signed besides: what an endpoint looks at.
const SIGNED: [&str; 2] = ["content-type", "x-amz-target"];

/// Whoever signs, in which region.
#[derive(Clone)]
pub(super) struct Signer {
    credentials: Credentials,
    region: String,
}

impl Signer {
    /// The person at the laptop, by the environment's `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; without
    /// these, by the laptop's own credentials, which are as good as any for DynamoDB Local.
    pub(super) fn from_env(region: &str) -> Self {
        let given = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let keys = given("AWS_ACCESS_KEY_ID").zip(given("AWS_SECRET_ACCESS_KEY"));
        let credentials = match keys {
            Some((id, secret)) => {
                Credentials::new(id, secret, given("AWS_SESSION_TOKEN"), None, "environment")
            }
            None => Credentials::new(LOCAL_KEY, LOCAL_KEY, None, None, "laptop"),
        };
        Self {
            credentials,
            region: region.to_owned(),
        }
    }

    /// Signs a request with this body, in the place of whoever signed it before.
    pub(super) fn sign(
        &self,
        request: &mut Request<Full<bytes::Bytes>>,
        body: &[u8],
    ) -> Result<(), Dropped> {
        for name in OF_A_SIGNATURE {
            request.headers_mut().remove(name);
        }
        let identity = self.credentials.clone().into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("dynamodb")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .expect("every parameter is given");
        let uri = request.uri().to_string();
        let signed = SignableRequest::new(
            request.method().as_str(),
            uri,
            headers(request.headers()),
            SignableBody::Bytes(body),
        )
        .and_then(|signable| sign(signable, &params.into()))
        .map_err(|_| Dropped)?;
        signed.into_parts().0.apply_to_request_http1x(request);
        Ok(())
    }
}

fn headers(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let signed = headers
        .iter()
        .filter(|(name, _)| SIGNED.contains(&name.as_str()));
    signed.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
}
