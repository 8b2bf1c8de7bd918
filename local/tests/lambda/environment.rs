//! What a sandbox finds in its environment.

use crate::{
    fixture::{Fixture, config, declared, options},
    handler::Act,
};
use local::lambda::{DeclaredEnvironment, EnvironmentError, FunctionConfig};
use serde_json::json;
use std::{collections::BTreeMap, env};

pub async fn a_sandbox_has_what_is_declared_and_what_lambda_sets_and_nothing_else() {
    let fixture = Fixture::with(
        FunctionConfig {
            environment: declared(&[("ITEMS_TABLE", "itemsTable-1"), ("TZ", "Europe/Stockholm")]),
            endpoints: [(
                "AWS_ENDPOINT_URL_DYNAMODB".to_owned(),
                "http://127.0.0.1:1".to_owned(),
            )]
            .into(),
            ..config()
        },
        options(),
    );
    let mut found = fixture.invoke(Act::Environment).await.unwrap();
    let variables = found["variables"].as_object_mut().unwrap();

    let runtime_api = variables.remove("AWS_LAMBDA_RUNTIME_API").unwrap();
    let port = runtime_api
        .as_str()
        .unwrap()
        .strip_prefix("127.0.0.1:")
        .unwrap();
    assert!(port.parse::<u16>().unwrap() > 0);
    let stream = variables.remove("AWS_LAMBDA_LOG_STREAM_NAME").unwrap();
    let (date, id) = stream.as_str().unwrap().split_once("/[$LATEST]").unwrap();
    assert_eq!(date.split('/').map(str::len).collect::<Vec<_>>(), [4, 2, 2]);
    assert!(
        id.len() == 32 && id.chars().all(|c| c.is_ascii_hexdigit()),
        "{id}"
    );
    // Set by the runtime, from the Runtime API's header.
    let trace = variables.remove("_X_AMZN_TRACE_ID").unwrap();
    assert!(trace.as_str().unwrap().starts_with("Root=1-"), "{trace}");

    let executable = env::current_exe().unwrap();
    let folder = executable.parent().unwrap();
    assert_eq!(
        found,
        json!({
            "variables": {
                "AWS_ACCESS_KEY_ID": "ASIALOCAL",
                "AWS_DEFAULT_REGION": "eu-north-1",
                "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
                "AWS_LAMBDA_FUNCTION_NAME": "handler-1234567",
                "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
                "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
                "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/handler-1234567",
                "AWS_REGION": "eu-north-1",
                "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_SESSION_TOKEN": "token",
                "ITEMS_TABLE": "itemsTable-1",
                "LAMBDA_RUNTIME_DIR": "/var/runtime",
                "LAMBDA_TASK_ROOT": folder,
                "LANG": "en_US.UTF-8",
                "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
                "TZ": "Europe/Stockholm",
                "_HANDLER": "bootstrap",
            },
            "folder": folder,
        })
    );
}

pub async fn a_declared_variable_wins_over_the_laptops() {
    let name = "AWS_ENDPOINT_URL_DYNAMODB";
    let fixture = Fixture::with(
        FunctionConfig {
            environment: declared(&[(name, "http://declared")]),
            endpoints: [(name.to_owned(), "http://laptop".to_owned())].into(),
            ..config()
        },
        options(),
    );
    let found = fixture.invoke(Act::Environment).await.unwrap();
    assert_eq!(found["variables"][name], "http://declared");
}

pub async fn reserved_variables_cannot_be_declared() {
    let error = refusal(&[("AWS_REGION", "x"), ("LOG_LEVEL", "x"), ("_HANDLER", "x")]);
    assert_eq!(
        error,
        EnvironmentError::Reserved(vec!["AWS_REGION".to_owned(), "_HANDLER".to_owned()])
    );
    let said = error.to_string();
    assert!(
        said.ends_with("cannot be declared: AWS_REGION, _HANDLER"),
        "{said}"
    );
}

pub async fn names_and_values_that_lambda_refuses_are_refused() {
    for name in ["", "X", "1A", "_A", "A-B", "A=B", "A B", "Ä1", "A\0"] {
        assert_eq!(
            refusal(&[(name, "x")]),
            EnvironmentError::Name(vec![name.to_owned()])
        );
    }
    assert_eq!(
        refusal(&[("AB", "x\0")]),
        EnvironmentError::Value("AB".to_owned())
    );
    assert_eq!(
        refusal(&[("AB", &"x".repeat(4095))]),
        EnvironmentError::TooLarge(4097)
    );
    declared(&[("AB", &"x".repeat(4094))]);
}

fn refusal(variables: &[(&str, &str)]) -> EnvironmentError {
    let variables = variables
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()));
    DeclaredEnvironment::try_from(variables.collect::<BTreeMap<_, _>>()).unwrap_err()
}
