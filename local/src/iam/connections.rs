//! `@connections`: every call is signed, and a role needs a grant for it.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html>

use super::{Access, AccessDenied, Iam, signature::Signatures};
use gateway::{Call, Rejection, Verifier};
use http::StatusCode;
use std::{sync::Arc, time::SystemTime};

/// The only action there is for all calls of `@connections`.
const MANAGE: &str = "execute-api:ManageConnections";

/// Verifies calls of one API.
pub struct Connections {
    signatures: Signatures,
    iam: Arc<Iam>,
    /// The ARN of the API as policies have it, `arn:aws:execute-api:REGION:ACCOUNT:API`.
    api: String,
}

impl Connections {
    /// The service that calls are signed for.
    pub const SERVICE: &str = "execute-api";

    /// Verifies calls of the API with this ARN.
    pub fn new(signatures: Signatures, iam: Arc<Iam>, api: String) -> Self {
        Self {
            signatures,
            iam,
            api,
        }
    }
}

impl Verifier for Connections {
    fn verify(&self, call: &Call<'_>) -> Result<String, Rejection> {
        let principal = self
            .signatures
            .verify(call.request, call.body, SystemTime::now())
            .map_err(|problem| forbidden(problem.exception(), problem.to_string()))?;
        let method = &call.request.method;
        let connections = format!("{}/{}/{method}/@connections/", self.api, call.stage);
        let access = Access {
            action: MANAGE.to_owned(),
            resource: format!("{connections}{}", call.connection),
            kind: format!("{connections}{{connectionId}}"),
        };
        self.iam
            .authorize(&principal, access)
            .map_err(|denied| forbidden(AccessDenied::EXCEPTION, denied.to_string()))?;
        Ok(principal.to_string())
    }
}

fn forbidden(error_type: &'static str, message: String) -> Rejection {
    Rejection {
        status: StatusCode::FORBIDDEN,
        error_type,
        message,
    }
}
