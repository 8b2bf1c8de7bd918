//! What a role's policies allow on the road to the database, call by call.

use super::{
    signer::Signer,
    things,
    worker::{TABLE, sandbox, with, worker},
};
use http::Method;
use http_body_util::BodyExt;
use hyper_util::{client::legacy, rt::TokioExecutor};
use local::{
    dynamodb::DynamoDb,
    iam::{Iam, Keys, Roles},
    lambda::Credentials,
    road::{Listener, Road},
    services::iam::roles,
};
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::client::within;

struct Fixture {
    listener: Listener,
    _database: DynamoDb,
    credentials: Credentials,
}

impl Fixture {
    /// The road to a table `things`, and a sandbox that runs as `worker`.
    async fn start(roles: Roles) -> Self {
        let database = things::database().await;
        let keys = Arc::new(Keys::default());
        let credentials = keys.issue(sandbox());
        let service = database.client();
        let road = Road::new(
            things::checkpoint(keys, Iam::new(roles, None)),
            Vec::new(),
            service,
        );
        Self {
            listener: Listener::open(road).await.unwrap(),
            _database: database,
            credentials,
        }
    }

    /// The exception that a call of the sandbox gets, with its message; none if it is done.
    async fn call(&self, operation: &str, input: &Value) -> Option<(String, String)> {
        self.call_as(
            Signer::sandbox(&self.credentials, "dynamodb"),
            operation,
            input,
        )
        .await
    }

    async fn call_as(
        &self,
        signer: Signer,
        operation: &str,
        input: &Value,
    ) -> Option<(String, String)> {
        let target = format!("DynamoDB_20120810.{operation}");
        let headers = [
            ("content-type", "application/x-amz-json-1.0"),
            ("x-amz-target", target.as_str()),
        ];
        let url = format!("{}/", self.listener.endpoint());
        let request = signer.request(Method::POST, &url, &headers, &input.to_string());
        let client = legacy::Client::builder(TokioExecutor::new()).build_http();
        let response = within(client.request(request), "an answer").await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body: Value = serde_json::from_slice(&body).unwrap();
        (status != 200).then(|| {
            let exception = body["__type"].as_str().unwrap().rsplit('#').next();
            let message = body["message"].as_str().unwrap_or_default();
            (exception.unwrap().to_owned(), message.to_owned())
        })
    }
}

fn denied(action: &str, resource: &str) -> (String, String) {
    (
        "AccessDeniedException".to_owned(),
        format!(
            "User: arn:aws:sts::000000000000:assumed-role/worker/handler is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
        ),
    )
}

fn get() -> Value {
    json!({"TableName": "things", "Key": {"id": {"S": "a"}}})
}

fn put() -> Value {
    json!({"TableName": "things", "Item": {"id": {"S": "a"}}})
}

#[tokio::test]
async fn a_role_may_do_what_a_statement_allows_and_nothing_else() {
    let allow = json!([{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": TABLE}]);
    let fixture = Fixture::start(with(&allow)).await;
    assert_eq!(fixture.call("GetItem", &get()).await, None);
    assert_eq!(
        fixture.call("PutItem", &put()).await.unwrap(),
        denied("dynamodb:PutItem", TABLE)
    );
    let local = Signer::local("dynamodb");
    assert_eq!(fixture.call_as(local, "PutItem", &put()).await, None);
}

#[tokio::test]
async fn a_role_without_policies_may_do_nothing() {
    let fixture = Fixture::start(roles(&[worker(&json!({}))]).unwrap()).await;
    assert_eq!(
        fixture.call("GetItem", &get()).await.unwrap(),
        denied("dynamodb:GetItem", TABLE)
    );
    assert_eq!(
        fixture.call("ListTables", &json!({})).await.unwrap(),
        denied("dynamodb:ListTables", "*")
    );
}

#[tokio::test]
async fn temporary_credentials_need_their_token() {
    let allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let fixture = Fixture::start(with(&allow)).await;
    let signer = Signer::sandbox(&fixture.credentials, "dynamodb");
    for token in [None, Some("another".to_owned())] {
        let signer = Signer {
            token,
            ..signer.clone()
        };
        let (exception, message) = fixture.call_as(signer, "GetItem", &get()).await.unwrap();
        assert_eq!(exception, "UnrecognizedClientException");
        assert_eq!(
            message,
            "The security token included in the request is invalid."
        );
    }
    assert_eq!(fixture.call_as(signer, "GetItem", &get()).await, None);
}

#[tokio::test]
async fn a_deny_wins_over_every_allow() {
    let statements = json!([
        {"Effect": "Deny", "Action": "dynamodb:Put*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
    ]);
    let fixture = Fixture::start(with(&statements)).await;
    assert_eq!(fixture.call("GetItem", &get()).await, None);
    let (exception, message) = fixture.call("PutItem", &put()).await.unwrap();
    assert_eq!(exception, "AccessDeniedException");
    assert!(message.ends_with(&format!("dynamodb:PutItem on resource: {TABLE} with an explicit deny in an identity-based policy")), "{message}");
}

#[tokio::test]
async fn every_table_of_a_batch_or_a_transaction_needs_its_grant() {
    let other = "arn:aws:dynamodb:eu-north-1:000000000000:table/other";
    let allow = json!([
        {"Effect": "Allow", "Action": ["dynamodb:PutItem", "dynamodb:BatchWriteItem"], "Resource": TABLE},
        {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": other},
    ]);
    let fixture = Fixture::start(with(&allow)).await;
    let item = json!({"id": {"S": "a"}});
    let write = json!([{"PutRequest": {"Item": item}}]);
    let one = json!({"RequestItems": {"things": write}});
    assert_eq!(fixture.call("BatchWriteItem", &one).await, None);
    let two = json!({"RequestItems": {"things": write, "other": write}});
    assert_eq!(
        fixture.call("BatchWriteItem", &two).await.unwrap(),
        denied("dynamodb:BatchWriteItem", other)
    );
    let put = json!({"Put": {"TableName": "things", "Item": item}});
    let one = json!({"TransactItems": [put]});
    assert_eq!(fixture.call("TransactWriteItems", &one).await, None);
    for (part, action) in [
        (
            json!({"Delete": {"TableName": "things", "Key": item}}),
            "dynamodb:DeleteItem",
        ),
        (
            json!({"ConditionCheck": {"TableName": TABLE, "Key": item, "ConditionExpression": "attribute_exists(id)"}}),
            "dynamodb:ConditionCheckItem",
        ),
        (
            json!({"Update": {"TableName": "things", "Key": item, "UpdateExpression": "SET a = :a", "ExpressionAttributeValues": {":a": {"S": "b"}}}}),
            "dynamodb:UpdateItem",
        ),
    ] {
        let transaction = json!({"TransactItems": [put, part]});
        assert_eq!(
            fixture
                .call("TransactWriteItems", &transaction)
                .await
                .unwrap(),
            denied(action, TABLE)
        );
    }
    let get = json!({"TransactItems": [{"Get": {"TableName": "things", "Key": item}}]});
    assert_eq!(
        fixture.call("TransactGetItems", &get).await.unwrap(),
        denied("dynamodb:GetItem", TABLE)
    );
}

#[tokio::test]
async fn a_query_of_an_index_needs_a_grant_for_the_index_and_none_for_its_table() {
    let query = json!({
        "TableName": "things",
        "IndexName": "x",
        "KeyConditionExpression": "id = :id",
        "ExpressionAttributeValues": {":id": {"S": "a"}},
    });
    let index = format!("{TABLE}/index/x");
    let query_on = |resource: &str| json!({"Effect": "Allow", "Action": "dynamodb:Query", "Resource": resource});
    let fixture = Fixture::start(with(&query_on(TABLE))).await;
    assert_eq!(
        fixture.call("Query", &query).await.unwrap(),
        denied("dynamodb:Query", &index)
    );
    let fixture = Fixture::start(with(&query_on(&index))).await;
    // It has reached the table, which has no index.
    let (exception, _) = fixture.call("Query", &query).await.unwrap();
    assert_eq!(exception, "ValidationException");
}

#[tokio::test]
async fn partiql_is_refused_to_a_role_whatever_its_policies_allow() {
    let statements = json!([
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*"},
        {"Effect": "Deny", "Action": "dynamodb:*", "Resource": TABLE},
    ]);
    let fixture = Fixture::start(with(&statements)).await;
    let statement = json!({"Statement": "SELECT * FROM things"});
    for (operation, input) in [
        ("ExecuteStatement", statement.clone()),
        ("BatchExecuteStatement", json!({"Statements": [statement]})),
        (
            "ExecuteTransaction",
            json!({"TransactStatements": [statement]}),
        ),
    ] {
        let (exception, message) = fixture.call(operation, &input).await.unwrap();
        assert_eq!(exception, "UnknownOperationException");
        assert!(
            message.contains(operation) && message.contains("PartiQL"),
            "{message}"
        );
    }
}
