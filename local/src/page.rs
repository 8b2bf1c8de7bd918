//! The board's page: a kanban board in a browser, served beside the API.

use crate::outputs::Outputs;
use bytes::Bytes;
use gateway::Fallback;
use http::{
    HeaderValue, Response, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
        X_CONTENT_TYPE_OPTIONS,
    },
    request::Parts,
};
use infra::constructs::content_security_policy;
use rust_embed::RustEmbed;

/// The page as it was built, so that nobody needs Node to see it.
#[derive(RustEmbed)]
#[folder = "../board/dist"]
struct Built;

/// The file that the page is, and the one that it reads its settings from.
const INDEX: &str = "index.html";
const CONFIG: &str = "config.json";

/// The page with the settings of one stack.
pub struct Page {
    config: Bytes,
    content_security_policy: HeaderValue,
}

impl Page {
    /// The page for a stack with these outputs; none if they do not have what the page needs.
    pub fn new(outputs: &Outputs) -> Option<Self> {
        let config = outputs.0.get("frontendConfig")?;
        let policy = content_security_policy(outputs.text("websocketUrl")?);
        Some(Self {
            config: config.to_string().into(),
            content_security_policy: policy.try_into().ok()?,
        })
    }
}

impl Fallback for Page {
    fn respond(&self, request: &Parts) -> Option<Response<Bytes>> {
        let path = match request.uri.path() {
            "/" => INDEX,
            path => path.strip_prefix('/')?,
        };
        let (body, kind) = match path {
            CONFIG => (self.config.clone(), "application/json".to_owned()),
            path => {
                let file = Built::get(path)?;
                let kind = file.metadata.mimetype().to_owned();
                (Bytes::from(file.data.into_owned()), kind)
            }
        };
        let response = Response::builder()
            .status(StatusCode::OK)
            .header(CONTENT_TYPE, kind)
            // Another stack, or another build, may be at this address a moment later.
            .header(CACHE_CONTROL, "no-cache")
            .header(CONTENT_SECURITY_POLICY, &self.content_security_policy)
            .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(REFERRER_POLICY, "no-referrer");
        response.body(body).ok()
    }
}
