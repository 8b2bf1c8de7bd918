//! Signs requests as AWS's SDKs do, with whatever a test wants to be wrong about it.

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4::SigningParams,
};
use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use std::time::SystemTime;

#[derive(Clone)]
pub struct Signer {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub token: Option<String>,
    pub region: &'static str,
    pub service: &'static str,
    pub at: SystemTime,
    pub paths: PercentEncodingMode,
}

impl Signer {
    /// Whoever sits at the laptop, now.
    pub fn local(service: &'static str) -> Self {
        Self {
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
            token: None,
            region: "eu-north-1",
            service,
            at: SystemTime::now(),
            paths: PercentEncodingMode::Double,
        }
    }

    /// A function's role, now.
    pub fn sandbox(credentials: &local::lambda::Credentials, service: &'static str) -> Self {
        Self {
            access_key_id: credentials.access_key_id.clone(),
            secret_access_key: credentials.secret_access_key.clone(),
            token: Some(credentials.session_token.clone()),
            ..Self::local(service)
        }
    }

    pub fn request(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Request<Full<Bytes>> {
        let credentials = Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            self.token.clone(),
            None,
            "test",
        );
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = self.paths;
        let identity = credentials.into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(self.at)
            .settings(settings)
            .build()
            .unwrap();
        let signable = SignableRequest::new(
            method.as_str(),
            url,
            headers.iter().copied(),
            SignableBody::Bytes(body.as_bytes()),
        );
        let signed = sign(signable.unwrap(), &params.into()).unwrap();
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Full::new(body.to_owned().into())).unwrap();
        signed.into_parts().0.apply_to_request_http1x(&mut request);
        request
    }
}
