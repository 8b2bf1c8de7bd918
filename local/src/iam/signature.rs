//! Signatures of AWS, Version 4: whether a call was signed by whom it names, just now, and not changed since.
//!
//! A signature is verified by signing once more: the signer of AWS's own SDK does with the same parts of the request what the caller
//! must have done (docs/adr/0012-signatures-by-signing-again.md).
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use super::{Keys, Principal, authorization::Authorization, denial::Denial, keys::Key};
use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4::SigningParams,
};
use http::{HeaderMap, request::Parts};
use std::{sync::Arc, time::SystemTime};
use time::{
    Duration, OffsetDateTime, PrimitiveDateTime, format_description::StaticFormatDescription,
    macros::format_description,
};

/// How far the caller's clock may be from ours, either way.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html#signature-v4-troubleshooting-credential-scope>
const TOLERANCE: Duration = Duration::minutes(5);

/// The form of `X-Amz-Date`.
const TIMESTAMP: StaticFormatDescription =
    format_description!("[year][month][day]T[hour][minute][second]Z");

/// The header that says when a call was signed.
const DATE: &str = "x-amz-date";

/// The header with the token of temporary credentials.
const TOKEN: &str = "x-amz-security-token";

/// Verifies signatures of calls to one service in one region.
#[derive(Debug, Clone)]
pub struct Signatures {
    keys: Arc<Keys>,
    region: String,
    service: &'static str,
}

impl Signatures {
    /// Verifies by these keys what is signed for this region and this service, such as `dynamodb`.
    pub fn new(keys: Arc<Keys>, region: String, service: &'static str) -> Self {
        Self {
            keys,
            region,
            service,
        }
    }

    /// Who signed a call. `now` is real time: signatures do not go by a clock that tests move.
    ///
    /// # Errors
    ///
    /// Nobody who is known did, or not just now, or not this call.
    pub fn verify(&self, head: &Parts, body: &[u8], now: SystemTime) -> Result<Principal, Denial> {
        let authorization = Authorization::of(&head.headers)?;
        let signed_at = self.signed_at(&authorization, &head.headers)?;
        let key = self.key(&authorization, &head.headers)?;
        is_current(signed_at, now.into())?;
        let expected = |paths| self.sign(&key, &authorization, head, body, signed_at, paths);
        if expected(Paths::EncodedTwice)?.as_deref() == Some(authorization.signature) {
            return Ok(key.principal);
        }
        // Older versions of curl do so (7.88, for one), and there would be no way to try this out with them otherwise. A function that
        // does so would be refused when deployed.
        if key.principal == Principal::User
            && expected(Paths::AsSent)?.as_deref() == Some(authorization.signature)
        {
            tracing::warn!(
                path = head.uri.path(),
                "accepted a signature over the path as it was sent: AWS documents that it must be percent-encoded once more"
            );
            return Ok(key.principal);
        }
        Err(Denial::invalid(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        ))
    }

    /// When a call was signed, if its scope is this service's.
    fn signed_at(
        &self,
        authorization: &Authorization<'_>,
        headers: &HeaderMap,
    ) -> Result<OffsetDateTime, Denial> {
        let date = text(headers, DATE).ok_or_else(|| {
            Denial::incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        })?;
        let signed_at = PrimitiveDateTime::parse(date, TIMESTAMP)
            .map_err(|_| {
                Denial::incomplete(
                    "Date must be in ISO-8601 'basic format'. See the documentation of X-Amz-Date.",
                )
            })?
            .assume_utc();
        for required in ["host", DATE] {
            if !authorization.signed_headers().any(|name| name == required) {
                return Err(Denial::incomplete(format!(
                    "'{required}' must be a 'SignedHeader' in the AWS Authorization."
                )));
            }
        }
        let scope = |why: String| Err(Denial::invalid(why));
        let day = &date[..8];
        if authorization.date != day {
            return scope(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{day}', from '{date}'.",
                authorization.date
            ));
        }
        if authorization.region != self.region {
            return scope(format!(
                "Credential should be scoped to a valid region, not '{}'. ",
                authorization.region
            ));
        }
        if authorization.service != self.service {
            return scope(format!(
                "Credential should be scoped to correct service: '{}'. ",
                self.service
            ));
        }
        Ok(signed_at)
    }

    /// The key that a call says it is signed with, if its owner also sends the token that belongs to it.
    fn key(&self, authorization: &Authorization<'_>, headers: &HeaderMap) -> Result<Key, Denial> {
        let key = self
            .keys
            .find(authorization.access_key_id)
            .ok_or_else(Denial::unknown_key)?;
        let token = &key.credentials.session_token;
        if !token.is_empty() && text(headers, TOKEN) != Some(token) {
            return Err(Denial::unknown_key());
        }
        Ok(key)
    }

    /// The signature that the owner of the key makes. None of a request that cannot be signed.
    fn sign(
        &self,
        key: &Key,
        authorization: &Authorization<'_>,
        head: &Parts,
        body: &[u8],
        at: OffsetDateTime,
        paths: Paths,
    ) -> Result<Option<String>, Denial> {
        let mut settings = SigningSettings::default();
        // What was signed is what the caller says, and nothing else.
        settings.excluded_headers = None;
        (
            settings.percent_encoding_mode,
            settings.uri_path_normalization_mode,
        ) = paths.modes();
        let credentials = Credentials::new(
            &key.credentials.access_key_id,
            &key.credentials.secret_access_key,
            // The token, if any, is among the headers that were signed.
            None,
            None,
            "laptop",
        );
        let identity = credentials.into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.service)
            .time(at.into())
            .settings(settings)
            .build()
            .expect("every parameter is given");
        let headers = authorization.signed_headers().flat_map(|name| {
            let values = head.headers.get_all(name).iter();
            values.filter_map(move |value| Some((name, value.to_str().ok()?)))
        });
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let body = SignableBody::Bytes(body);
        let signed = SignableRequest::new(head.method.as_str(), path, headers, body)
            .ok()
            .and_then(|request| sign(request, &params.into()).ok());
        Ok(signed.map(|signed| signed.into_parts().1))
    }
}

/// How the path is written in what is signed.
#[derive(Clone, Copy)]
enum Paths {
    /// Percent-encoded once more than it is sent, as AWS documents it for every service but S3.
    EncodedTwice,
    AsSent,
}

impl Paths {
    fn modes(self) -> (PercentEncodingMode, UriPathNormalizationMode) {
        match self {
            Self::EncodedTwice => (
                PercentEncodingMode::Double,
                UriPathNormalizationMode::Enabled,
            ),
            Self::AsSent => (
                PercentEncodingMode::Single,
                UriPathNormalizationMode::Disabled,
            ),
        }
    }
}

fn is_current(signed_at: OffsetDateTime, now: OffsetDateTime) -> Result<(), Denial> {
    let written = |time: OffsetDateTime| {
        time.format(TIMESTAMP)
            .expect("a time that was parsed from this form, or one near now, has it")
    };
    let (signed, now_is) = (written(signed_at), written(now));
    if signed_at < now - TOLERANCE {
        let oldest = written(now - TOLERANCE);
        return Err(Denial::invalid(format!(
            "Signature expired: {signed} is now earlier than {oldest} ({now_is} - 5 min.)"
        )));
    }
    if signed_at > now + TOLERANCE {
        let newest = written(now + TOLERANCE);
        return Err(Denial::invalid(format!(
            "Signature not yet current: {signed} is still later than {newest} ({now_is} + 5 min.)"
        )));
    }
    Ok(())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
