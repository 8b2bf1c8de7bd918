//! `@connections` for a function: what its role's policies allow it, and how it has to sign.

use super::{
    signatures::answer,
    signer::Signer,
    things,
    worker::{sandbox, with},
};
use aws_sigv4::http_request::PercentEncodingMode;
use gateway::{Api, Gateway, Running};
use http::Method;
use local::{
    connections_api::{ConnectionsApi, ManagementCall},
    iam::{Iam, Keys},
    lambda::Credentials,
    road::ServiceCall,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::Arc};

const API: &str = "arn:aws:execute-api:eu-north-1:000000000000:abcd123456";

struct Fixture {
    _gateway: Running,
    /// A connection that does not exist: who is let in learns that it is gone.
    url: String,
    credentials: Credentials,
}

impl Fixture {
    /// An API, and a sandbox that runs as `worker` with these statements.
    async fn start(statements: &Value) -> Self {
        let bound = gateway::bind("127.0.0.1:0").await.unwrap();
        let address = bound.address();
        let api = Api {
            id: "abcd123456".to_owned(),
            domain_name: address.to_string(),
            execution_arn: API.to_owned(),
            stage: "production".to_owned(),
            route_selection: "$request.body.action".parse().unwrap(),
            authorizer: None,
            routes: BTreeMap::new(),
        };
        let keys = Arc::new(Keys::default());
        let credentials = keys.issue(sandbox());
        let checkpoint = things::checkpoint(keys, Iam::new(with(statements), None));
        let guard = ConnectionsApi::new(checkpoint, "abcd123456", Vec::new());
        Self {
            _gateway: Gateway::new(api)
                .with_call_guard(Arc::new(guard))
                .serve(bound),
            url: format!("http://{address}/production/@connections/AAAAAAAAAAAAAAA%3D"),
            credentials,
        }
    }

    fn function(&self) -> Signer {
        Signer::sandbox(&self.credentials, ManagementCall::SERVICE)
    }

    /// The status, the error type and the message that somebody gets.
    async fn call(&self, signer: Signer, method: Method) -> (u16, String, String) {
        answer(signer.request(method, &self.url, &[], "")).await
    }

    async fn expect_gone(&self, signer: Signer, method: Method) {
        let (status, error, _) = self.call(signer, method).await;
        assert_eq!((status, error.as_str()), (410, "GoneException"));
    }

    async fn expect_denied(&self, method: Method, reason: &str) {
        let resource = format!("{API}/production/{method}/@connections/AAAAAAAAAAAAAAA=");
        let message = format!(
            "User: arn:aws:sts::000000000000:assumed-role/worker/handler is not authorized to perform: execute-api:ManageConnections on resource: {resource} {reason}"
        );
        let denied = (403, "AccessDeniedException".to_owned(), message);
        assert_eq!(self.call(self.function(), method).await, denied);
    }
}

fn statement(effect: &str, resource: &str) -> Value {
    json!({"Effect": effect, "Action": "execute-api:ManageConnections", "Resource": format!("{API}/{resource}")})
}

#[tokio::test]
async fn a_function_may_call_with_the_methods_that_its_role_allows_and_no_other() {
    let post = statement("Allow", "production/POST/@connections/*");
    let fixture = Fixture::start(&post).await;
    fixture.expect_gone(fixture.function(), Method::POST).await;
    let reason = "because no identity-based policy allows the execute-api:ManageConnections action";
    for method in [Method::DELETE, Method::GET] {
        fixture.expect_denied(method.clone(), reason).await;
        let user = Signer::local(ManagementCall::SERVICE);
        fixture.expect_gone(user, method).await;
    }
}

#[tokio::test]
async fn an_explicit_deny_wins_at_connections_too() {
    let all = statement("Allow", "*");
    let delete = statement("Deny", "production/DELETE/@connections/*");
    let fixture = Fixture::start(&json!([all, delete])).await;
    fixture.expect_gone(fixture.function(), Method::POST).await;
    let reason = "with an explicit deny in an identity-based policy";
    fixture.expect_denied(Method::DELETE, reason).await;
}

/// AWS documents that the path is percent-encoded once more in what is signed.
#[tokio::test]
async fn a_path_signed_as_it_was_sent_is_accepted_from_the_user_and_not_from_a_function() {
    let fixture = Fixture::start(&statement("Allow", "*")).await;
    let as_sent = |signer| Signer {
        paths: PercentEncodingMode::Single,
        ..signer
    };
    let user = Signer::local(ManagementCall::SERVICE);
    fixture.expect_gone(as_sent(user), Method::POST).await;
    fixture.expect_gone(fixture.function(), Method::POST).await;
    let (status, error, _) = fixture
        .call(as_sent(fixture.function()), Method::POST)
        .await;
    assert_eq!((status, error.as_str()), (403, "InvalidSignatureException"));
}
