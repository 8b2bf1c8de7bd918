use crate::fixture::{Events, Fixture, id_of};
use gateway::{Route, RouteSelection};
use serde_json::{Value, json};

/// A route that says which one it is: its own key, and the `routeKey` its event had.
fn named(events: &Events, key: &'static str) -> Route {
    Route::two_way(events.handler(move |event| {
        let selected = event["requestContext"]["routeKey"].as_str().unwrap();
        let body = format!("{key} as {selected}");
        std::future::ready(Ok(json!({"statusCode": 200, "body": body})
            .to_string()
            .into()))
    }))
}

#[tokio::test]
pub async fn a_message_goes_to_the_route_it_names_and_otherwise_to_default() {
    let events = Events::default();
    let routes = [
        ("$connect", Route::two_way(events.ok())),
        ("$default", named(&events, "$default")),
        ("$disconnect", named(&events, "$disconnect")),
        ("createItem", named(&events, "createItem")),
        ("true", named(&events, "true")),
        ("1", named(&events, "1")),
    ];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    let cases = [
        (r#"{"action":"createItem"}"#, "createItem"),
        (
            r#" { "title" : "x", "action" : "createItem" } "#,
            "createItem",
        ),
        (r#"{"action":"create\u0049tem"}"#, "createItem"),
        (r#"{"action":"createitem"}"#, "$default"),
        (r#"{"action":"unknown"}"#, "$default"),
        (r#"{"action":"$default"}"#, "$default"),
        (r#"{"action":"$connect"}"#, "$default"),
        (r#"{"action":"$disconnect"}"#, "$default"),
        (r#"{"action":""}"#, "$default"),
        (r#"{"action":null}"#, "$default"),
        (r#"{"action":true}"#, "$default"),
        (r#"{"action":1}"#, "$default"),
        (r#"{"action":["createItem"]}"#, "$default"),
        (r#"{"action":{"action":"createItem"}}"#, "$default"),
        (r#"{"Action":"createItem"}"#, "$default"),
        (r#"{"action":"createItem""#, "$default"),
        (r#"[{"action":"createItem"}]"#, "$default"),
        (r#""createItem""#, "$default"),
        ("createItem", "$default"),
        ("", "$default"),
    ];
    for (message, route) in cases {
        client.send(message).await;
        assert_eq!(
            client.text().await,
            format!("{route} as {route}"),
            "{message}"
        );
    }
}

#[tokio::test]
pub async fn what_else_a_message_holds_does_not_keep_it_from_its_route() {
    let events = Events::default();
    let routes = [
        ("$default", named(&events, "$default")),
        ("createItem", named(&events, "createItem")),
    ];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    for (rest, route) in [
        (r#""title":"a\ud83d""#, "createItem"),
        (r#""title":"\udd80\ud83e""#, "createItem"),
        (r#""list":["\ud800",{"x":"\udfff"}]"#, "createItem"),
        (r#""\ud800":1"#, "createItem"),
        (r#""x":1e999"#, "createItem"),
        (r#""x":-1e999"#, "createItem"),
        (r#""x":123456789012345678901234567890"#, "createItem"),
        (&format!(r#""x":{deep}"#), "createItem"),
        (r#""action":"unknown""#, "$default"),
        (r#""action":"\ud800""#, "$default"),
        (r#""action":1e999"#, "$default"),
        // These are not JSON.
        (r#""x":"\ud8""#, "$default"),
        (r#""x":"\x""#, "$default"),
        (r#""x":01"#, "$default"),
        (r#""x":NaN"#, "$default"),
        (r#""x":[}"#, "$default"),
    ] {
        client
            .send(format!(r#"{{"action":"createItem",{rest}}}"#))
            .await;
        assert_eq!(
            client.text().await,
            format!("{route} as {route}"),
            "{rest:.90}"
        );
    }
}

#[tokio::test]
pub async fn without_a_default_route_what_matches_nothing_is_forbidden() {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        ("test", named(&events, "test")),
    ];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    let id = id_of(&events.first("CONNECT").await);
    for message in [r#"{"action":"unknown"}"#, "not JSON", "{}"] {
        client.send(message).await;
        let frame = client.json().await;
        assert_eq!(
            (&frame["message"], &frame["connectionId"]),
            (&json!("Forbidden"), &json!(id)),
            "{message}"
        );
        assert_eq!(frame["requestId"].as_str().unwrap().len(), 16);
        assert_eq!(frame.as_object().unwrap().len(), 3);
    }
    client.send(r#"{"action":"test"}"#).await;
    assert_eq!(client.text().await, "test as test");
}

#[tokio::test]
pub async fn a_nested_field_selects_the_route() {
    let events = Events::default();
    let routes = [
        ("$default", named(&events, "$default")),
        ("join", named(&events, "join")),
    ];
    let fixture = Fixture::start_with(routes, "${request.body.service.verb}", None).await;
    let mut client = fixture.connect().await;
    for (message, route) in [
        (json!({"service": {"verb": "join"}}), "join"),
        (json!({"service": {"verb": {"verb": "join"}}}), "$default"),
        (json!({"service": "join"}), "$default"),
        (json!([{"service": {"verb": "join"}}]), "$default"),
        (json!({"verb": "join"}), "$default"),
        (Value::Null, "$default"),
    ] {
        client.send(message.to_string()).await;
        assert_eq!(
            client.text().await,
            format!("{route} as {route}"),
            "{message}"
        );
    }
}

#[test]
fn a_selection_expression_names_a_field_of_the_body() {
    for (expression, message) in [
        ("$request.body.action", r#"{"action": "found"}"#),
        ("${request.body.action}", r#"{"action": "found"}"#),
        (
            "$request.body.service.verb_2-b",
            r#"{"service": {"verb_2-b": "found"}}"#,
        ),
    ] {
        let selection: RouteSelection = expression.parse().unwrap();
        assert_eq!(selection.select(message).as_deref(), Some("found"));
    }
}

#[test]
fn a_wrong_selection_expression_is_named_in_its_error() {
    for (wrong, reason) in [
        ("", "it does not begin with `$`"),
        ("request.body.action", "it does not begin with `$`"),
        (
            "${request.body.action",
            "its brace is not closed at its end",
        ),
        (
            "${request.body.action}-beta",
            "its brace is not closed at its end",
        ),
        (
            "$request.header.action",
            "a WebSocket API selects by a field of the message's body only",
        ),
        (
            "$request.body",
            "a WebSocket API selects by a field of the message's body only",
        ),
        (
            "$default",
            "a WebSocket API selects by a field of the message's body only",
        ),
        ("$request.body.", "a field's name is missing"),
        ("$request.body.a..b", "a field's name is missing"),
        (
            "$request.body.action $request.body.b",
            "a field's name has letters, digits, `_` and `-` only",
        ),
        (
            "$request.body.list[0]",
            "a field's name has letters, digits, `_` and `-` only",
        ),
    ] {
        let error = wrong.parse::<RouteSelection>().unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "route selection expression `{wrong}`: {reason}; expected `$request.body.FIELD`, such as `$request.body.action`"
            )
        );
    }
}
