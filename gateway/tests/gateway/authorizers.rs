//! A REQUEST authorizer on `$connect`.

use crate::{
    clients::Refused,
    events::assert_golden,
    fixture::{Answer, Events, Fixture, Gate},
};
use gateway::{Authorizer, Gateway, IdentitySource, Integration, IntegrationError, Route};
use serde_json::{Value, json};
use std::{future::ready, sync::Arc, time::Duration};

const METHOD_ARN: &str =
    "arn:aws:execute-api:eu-north-1:000000000000:abcd123456/production/$connect";

/// A gateway whose authorizer answers so.
struct Authorized {
    fixture: Fixture,
    /// What the authorizer was asked.
    asked: Events,
    /// What the handlers got.
    events: Events,
}

impl Authorized {
    async fn by(authorizer: impl FnOnce(&Events) -> Arc<dyn Integration>) -> Self {
        Self::by_with(authorizer, &[]).await
    }

    async fn by_with(
        authorizer: impl FnOnce(&Events) -> Arc<dyn Integration>,
        identity_sources: &[&str],
    ) -> Self {
        let (asked, events) = (Events::default(), Events::default());
        let authorizer = Authorizer {
            integration: authorizer(&asked),
            identity_sources: identity_sources
                .iter()
                .map(|source| source.parse().unwrap())
                .collect(),
        };
        let routes = [
            ("$connect", Route::one_way(events.ok())),
            ("$default", Route::two_way(events.echo())),
            ("$disconnect", Route::one_way(events.ok())),
        ];
        let fixture = Fixture::start_api(routes, |mut api| {
            api.authorizer = Some(authorizer);
            Gateway::new(api)
        })
        .await;
        Self {
            fixture,
            asked,
            events,
        }
    }

    async fn answering(answer: Value) -> Self {
        Self::by(|asked| asked.answering(answer)).await
    }

    async fn refused(&self, path: &str) -> Box<Refused> {
        let refused = self.fixture.try_connect(path, &[]).await.err().unwrap();
        assert_eq!(self.events.all(), Vec::<Value>::new(), "$connect has run");
        assert_eq!(self.fixture.running.connections(), 0);
        refused
    }

    async fn expect(&self, status: u16, message: &str) {
        let refused = self.refused("/production").await;
        let body: Value = serde_json::from_str(&refused.body).unwrap();
        assert_eq!(
            (refused.status.as_u16(), body["message"].as_str()),
            (status, Some(message)),
            "{body}"
        );
        assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    }
}

fn answer(effect: &str, resource: &str) -> Value {
    json!({
        "principalId": "alice",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}],
        },
    })
}

fn with_statements(statements: Value) -> Value {
    let mut answer = answer("Allow", "*");
    answer["policyDocument"]["Statement"] = statements;
    answer
}

#[tokio::test]
pub async fn an_authorizer_is_asked_with_the_handshake_before_connect_runs() {
    let gate = Gate::closed();
    let authorized = Authorized::by(|asked| asked.behind(&gate, answer("Allow", METHOD_ARN))).await;
    let headers = [("user-agent", "tests/1.0"), ("Auth", "secret")];
    let connecting = authorized
        .fixture
        .try_connect("/production?token=t&tag=a&tag=b", &headers);
    let waiting = async {
        let mut event = authorized.asked.first("CONNECT").await;
        assert_eq!(authorized.events.all(), Vec::<Value>::new());
        gate.let_through(1);
        // The client in use writes the names of added headers in lower case.
        for headers in ["headers", "multiValueHeaders"] {
            for (name, spelled) in [("user-agent", "User-Agent"), ("auth", "Auth")] {
                let value = event[headers].as_object_mut().unwrap().remove(name);
                event[headers][spelled] = value.unwrap();
            }
        }
        event
    };
    let (client, event) = tokio::join!(connecting, waiting);
    let _client = client.unwrap();
    let connect = authorized.events.first("CONNECT").await;
    for same in ["connectionId", "requestId", "requestTimeEpoch"] {
        assert_eq!(
            event["requestContext"][same],
            connect["requestContext"][same]
        );
    }
    assert_golden("authorizer.json", event);
}

#[tokio::test]
pub async fn without_a_query_an_authorizer_gets_empty_query_maps() {
    let authorized = Authorized::answering(answer("Allow", "*")).await;
    let _client = authorized.fixture.connect().await;
    let event = authorized.asked.first("CONNECT").await;
    assert_eq!(event["queryStringParameters"], json!({}));
    assert_eq!(event["multiValueQueryStringParameters"], json!({}));
}

#[tokio::test]
pub async fn a_handshake_without_an_identity_source_is_401_and_the_authorizer_is_not_asked() {
    let sources = [
        "route.request.header.Authorization",
        "route.request.querystring.token",
    ];
    let allow = |asked: &Events| asked.answering(answer("Allow", "*"));
    let authorized = Authorized::by_with(allow, &sources).await;
    let header = [("authorization", "secret")];
    let empty = [("authorization", "")];
    for (path, headers) in [
        ("/production", &[][..]),
        ("/production?token=t", &[]),
        ("/production?token=t", &empty),
        ("/production", &header),
        ("/production?token=", &header),
        ("/production?Token=t", &header),
    ] {
        let refused = authorized.fixture.try_connect(path, headers).await;
        let refused = refused.err().unwrap();
        assert_eq!(refused.status, 401, "{path} {headers:?}");
        let body: Value = serde_json::from_str(&refused.body).unwrap();
        assert_eq!(body["message"], "Unauthorized");
    }
    assert_eq!(authorized.asked.all(), Vec::<Value>::new());
    let both = authorized
        .fixture
        .try_connect("/production?token=t", &header);
    assert!(both.await.is_ok());
    assert_eq!(authorized.asked.all().len(), 1);
}

#[tokio::test]
pub async fn an_authorizer_without_identity_sources_is_always_asked() {
    let authorized = Authorized::answering(answer("Allow", "*")).await;
    for number in 1..=3 {
        let _client = authorized.fixture.connect().await;
        assert_eq!(authorized.asked.all().len(), number);
    }
}

#[tokio::test]
pub async fn a_policy_that_allows_lets_in_and_one_that_does_not_is_403() {
    let statement = |effect: &str, action: Value, resource: Value| json!({"Sid": "1", "Effect": effect, "Action": action, "Resource": resource});
    let invoke = || json!("execute-api:Invoke");
    let allow = |action, resource| statement("Allow", action, resource);
    let everything = || allow(json!("*"), json!("*"));
    let cases = [
        (true, json!([allow(invoke(), json!(METHOD_ARN))])),
        (true, allow(invoke(), json!("*"))),
        (true, json!([allow(json!("execute-api:*"), json!("*"))])),
        (
            true,
            json!([allow(json!("EXECUTE-API:invoke"), json!("*"))]),
        ),
        (
            true,
            json!([allow(
                json!(["s3:Get*", "execute-api:I*"]),
                json!(["none", "arn:aws:execute-api:*:*:abcd123456/*/$connect"])
            )]),
        ),
        (
            true,
            json!([allow(
                invoke(),
                json!("arn:aws:execute-api:eu-north-1:000000000000:abcd12345?/*")
            )]),
        ),
        (
            true,
            json!([allow(json!("s3:*"), json!("*")), everything()]),
        ),
        (false, json!([])),
        (false, json!([statement("Deny", invoke(), json!("*"))])),
        (
            false,
            json!([allow(json!("execute-api:ManageConnections"), json!("*"))]),
        ),
        (
            false,
            json!([allow(
                invoke(),
                json!("arn:aws:execute-api:*:*:*/staging/*")
            )]),
        ),
        (
            false,
            json!([allow(
                invoke(),
                json!("arn:aws:execute-api:*:*:*/production/$CONNECT")
            )]),
        ),
        (
            false,
            json!([everything(), statement("Deny", invoke(), json!(METHOD_ARN))]),
        ),
        (
            false,
            json!([
                statement("Deny", json!("*"), json!("*connect")),
                everything()
            ]),
        ),
    ];
    for (allowed, statements) in cases {
        let authorized = Authorized::answering(with_statements(statements.clone())).await;
        if allowed {
            let connected = authorized.fixture.try_connect("/production", &[]).await;
            assert!(connected.is_ok(), "{statements}");
        } else {
            authorized.expect(403, "Forbidden").await;
        }
    }
}

#[tokio::test]
pub async fn the_principal_and_the_context_are_in_every_later_event_as_strings() {
    let mut allow = answer("Allow", "*");
    allow["context"] = json!({"team": "blue", "level": 3, "ratio": 0.5, "admin": true});
    let authorized = Authorized::answering(allow).await;
    let mut client = authorized
        .fixture
        .try_connect("/production", &[("user-agent", "tests/1.0")])
        .await
        .unwrap();
    client.send("hello").await;
    assert_eq!(client.text().await, "hello");
    client.socket.close(None).await.unwrap();
    for kind in ["CONNECT", "MESSAGE", "DISCONNECT"] {
        let event = authorized.events.first(kind).await;
        let mut authorizer = event["requestContext"]["authorizer"].clone();
        let latency = authorizer
            .as_object_mut()
            .unwrap()
            .remove("integrationLatency");
        assert!(latency.unwrap().is_u64());
        assert_eq!(
            authorizer,
            json!({"principalId": "alice", "team": "blue", "level": "3", "ratio": "0.5", "admin": "true"}),
            "{kind}"
        );
    }
    assert_golden(
        "message_authorized.json",
        authorized.events.first("MESSAGE").await,
    );
}

#[tokio::test]
pub async fn without_an_authorizer_no_event_has_one() {
    let events = Events::default();
    let fixture = Fixture::start([("$connect", Route::one_way(events.ok()))]).await;
    let _client = fixture.connect().await;
    let event = events.first("CONNECT").await;
    assert_eq!(event["requestContext"].get("authorizer"), None);
}

#[tokio::test]
pub async fn an_authorizer_whose_error_is_unauthorized_is_401_and_every_other_failure_is_500() {
    let raised = |message: &str| IntegrationError::Raised {
        error_type: "Error".to_owned(),
        message: message.to_owned(),
    };
    for (error, status, message) in [
        (raised("Unauthorized"), 401, "Unauthorized"),
        (raised("unauthorized"), 500, "Internal server error"),
        (raised("Unauthorized: no"), 500, "Internal server error"),
        (
            IntegrationError::Failed("Unauthorized".to_owned()),
            500,
            "Internal server error",
        ),
        (IntegrationError::TimedOut, 500, "Internal server error"),
        (IntegrationError::Throttled, 500, "Internal server error"),
    ] {
        let fails = |asked: &Events| asked.handler(move |_| ready::<Answer>(Err(error.clone())));
        Authorized::by(fails).await.expect(status, message).await;
    }
    let panics = |asked: &Events| asked.handler(|_| async { panic!("on purpose") });
    let authorized = Authorized::by(panics).await;
    authorized.expect(500, "Internal server error").await;
}

#[tokio::test]
pub async fn an_authorizer_that_takes_too_long_is_500() {
    let gate = Gate::closed();
    let authorized = Authorized::by(|asked| asked.behind(&gate, answer("Allow", "*"))).await;
    let waiting = async {
        authorized.asked.first("CONNECT").await;
        authorized.fixture.clock.advance(Duration::from_secs(29));
    };
    let (refused, ()) = tokio::join!(authorized.refused("/production"), waiting);
    assert_eq!(refused.status, 500);
}

#[tokio::test]
pub async fn an_answer_that_is_no_authorizers_is_500() {
    let without = |name: &str| {
        let mut answer = answer("Allow", "*");
        answer.as_object_mut().unwrap().remove(name);
        answer
    };
    let with_context = |context: Value| {
        let mut answer = answer("Allow", "*");
        answer["context"] = context;
        answer
    };
    let statement = |name: &str, value: Value| {
        let mut answer = answer("Allow", "*");
        answer["policyDocument"]["Statement"][0][name] = value;
        answer
    };
    for unusable in [
        Value::Null,
        json!({"statusCode": 401}),
        without("principalId"),
        without("policyDocument"),
        with_context(json!({"nested": {"a": 1}})),
        with_context(json!({"list": ["a"]})),
        with_context(json!("text")),
        statement("Effect", json!("Maybe")),
        statement("Resource", json!(1)),
        // What cannot be evaluated is not guessed at.
        statement(
            "Condition",
            json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        ),
        statement("NotAction", json!("s3:*")),
    ] {
        let authorized = Authorized::answering(unusable.clone()).await;
        let refused = authorized.refused("/production").await;
        assert_eq!(refused.status, 500, "{unusable}");
    }
}

#[tokio::test]
async fn an_api_without_a_connect_route_asks_no_authorizer() {
    let asked = Events::default();
    let authorizer = Authorizer {
        integration: asked.failing(),
        identity_sources: vec![IdentitySource::Header("Auth".to_owned())],
    };
    let fixture = Fixture::start_api([], |mut api| {
        api.authorizer = Some(authorizer);
        Gateway::new(api)
    })
    .await;
    fixture.connect().await;
    assert_eq!(asked.all(), Vec::<Value>::new());
}

#[test]
fn an_identity_source_is_a_header_or_a_query_parameter() {
    let read = |text: &str| text.parse::<IdentitySource>();
    assert_eq!(
        read("route.request.header.Auth"),
        Ok(IdentitySource::Header("Auth".to_owned()))
    );
    assert_eq!(
        read("route.request.querystring.token"),
        Ok(IdentitySource::Query("token".to_owned()))
    );
    for wrong in [
        "",
        "Auth",
        "$request.header.Auth",
        "route.request.header.",
        "method.request.header.Auth",
        "context.identity.sourceIp",
        "stageVariables.key",
    ] {
        assert_eq!(
            read(wrong).unwrap_err().to_string(),
            format!(
                "identity source `{wrong}`: expected `route.request.header.NAME` or `route.request.querystring.NAME`"
            )
        );
    }
}
