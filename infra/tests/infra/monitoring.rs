//! Alarms and the dashboard: of metrics that this stack emits.

use super::{
    declarations::{mocks, program},
    stacks::{EVERYTHING, with},
};
use pulumi::testing::Declared;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A metric: its namespace, its name, and the resource that emits it.
type Metric = (String, String, Value);

fn declared() -> Declared {
    with(&EVERYTHING).declare(program)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn alarms(declared: &Declared) -> BTreeMap<String, Value> {
    let all = declared.resources();
    all.filter(|r| r.r#type == "aws:cloudwatch/metricAlarm:MetricAlarm")
        .map(|r| (r.name.clone(), r.inputs_json()))
        .collect()
}

fn alarmed(alarm: &Value) -> Vec<Metric> {
    let of = |metric: &Value| {
        (
            text(&metric["namespace"]),
            text(&metric["metricName"]),
            metric["dimensions"].clone(),
        )
    };
    match alarm["metricQueries"].as_array() {
        Some(queries) => queries
            .iter()
            .filter_map(|query| query.get("metric").map(of))
            .collect(),
        None => vec![of(alarm)],
    }
}

fn dashboard(declared: &Declared) -> Value {
    let dashboard = declared.resource("aws:cloudwatch/dashboard:Dashboard", "dashboard");
    serde_json::from_str(&text(&dashboard.inputs_json()["dashboardBody"])).unwrap()
}

fn drawn(dashboard: &Value) -> Vec<Metric> {
    let widgets = dashboard["widgets"].as_array().unwrap().iter();
    let metrics = widgets.flat_map(|widget| {
        widget["properties"]["metrics"]
            .as_array()
            .into_iter()
            .flatten()
    });
    metrics
        .map(|metric| {
            let [namespace, name, dimensions @ .., _options] =
                metric.as_array().unwrap().as_slice()
            else {
                panic!("{metric}");
            };
            let dimensions = dimensions
                .chunks(2)
                .map(|pair| (text(&pair[0]), pair[1].clone()));
            (text(namespace), text(name), dimensions.collect())
        })
        .collect()
}

/// "Valid characters in dashboard names are A-Za-z0-9-_", 255 of them at most.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html>
#[test]
fn a_dashboards_name_is_one_that_cloudwatch_takes_whatever_the_stacks_is() {
    let long = "a".repeat(100);
    for (stack, name) in [
        ("release-1.2", "project-release-1__2"),
        ("dev", "project-dev"),
        ("Dev_2", "project-Dev_2"),
        ("..", "project-____"),
        (&long, &format!("project-{long}")),
    ] {
        let declared = with(&[("monitoring", "true")])
            .in_stack(stack)
            .declare(program);
        let dashboard = declared.resource("aws:cloudwatch/dashboard:Dashboard", "dashboard");
        assert_eq!(dashboard.inputs_json()["dashboardName"], name, "{stack}");
    }
}

#[test]
fn every_alarm_and_every_graph_is_of_a_metric_that_this_stack_emits() {
    let function = json!({"FunctionName": "handler.name"});
    let stage = json!({"ApiId": "task-management-app-id", "Stage": "production"});
    let table = |name: &str| json!({"TableName": format!("{name}.name")});
    let of = |namespace: &str, names: &[&str], dimensions: &Value| -> Vec<Metric> {
        let names = names.iter();
        names
            .map(|name| (namespace.to_owned(), (*name).to_owned(), dimensions.clone()))
            .collect()
    };
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    let lambda = [
        "ConcurrentExecutions",
        "Duration",
        "Errors",
        "Invocations",
        "Throttles",
    ];
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
    let gateway = [
        "ConnectCount",
        "IntegrationError",
        "IntegrationLatency",
        "MessageCount",
    ];
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
    let dynamodb = [
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
        "ReadThrottleEvents",
        "WriteThrottleEvents",
    ];
    let own = protocol::names::metric::UNDELIVERED_EVENTS;
    let emitted: Vec<Metric> = [
        of("AWS/Lambda", &lambda, &function),
        of("AWS/ApiGateway", &gateway, &stage),
        of("AWS/DynamoDB", &dynamodb, &table("itemsTable")),
        of("AWS/DynamoDB", &dynamodb, &table("usersTable")),
        of(protocol::names::metric::NAMESPACE, &[own], &function),
    ]
    .concat();
    let declared = declared();
    let drawn = drawn(&dashboard(&declared));
    for metric in alarms(&declared)
        .values()
        .flat_map(alarmed)
        .chain(drawn.clone())
    {
        assert!(emitted.contains(&metric), "{metric:?}");
    }
    for metric in emitted {
        assert!(drawn.contains(&metric), "{metric:?} is on no graph");
    }
}

#[test]
fn there_is_an_alarm_for_each_thing_that_an_operator_wants_to_know() {
    let alarms = alarms(&declared());
    let names: BTreeSet<_> = alarms.keys().map(String::as_str).collect();
    let expected = [
        "alarms-connections-throttles",
        "alarms-handler-duration",
        "alarms-handler-errors",
        "alarms-handler-throttles",
        "alarms-integration-errors",
        "alarms-items-throttles",
        "alarms-messages",
        "alarms-undelivered-events",
    ];
    assert_eq!(names, expected.into());
    // 80 % of 10 s.
    assert_eq!(alarms["alarms-handler-duration"]["threshold"], 8000);
    assert_eq!(alarms["alarms-handler-duration"]["statistic"], "Maximum");
    assert_eq!(alarms["alarms-messages"]["threshold"], 100_000);
    assert_eq!(alarms["alarms-messages"]["period"], 3600);
    for (name, alarm) in alarms {
        for actions in ["alarmActions", "okActions"] {
            assert_eq!(alarm[actions], json!(["alarms.arn"]), "{name}");
        }
        // There is no value where nothing happens, and for UndeliveredEvents where nothing is wrong.
        assert_eq!(alarm["treatMissingData"], "notBreaching", "{name}");
    }
}

#[test]
fn the_dashboard_shows_all_alarms_and_no_two_widgets_in_one_place() {
    let declared = declared();
    let dashboard = dashboard(&declared);
    let widgets = dashboard["widgets"].as_array().unwrap();
    let shown = widgets[0]["properties"]["alarms"].as_array().unwrap();
    let all: BTreeSet<_> = alarms(&declared)
        .keys()
        .map(|name| format!("{name}.arn"))
        .collect();
    assert_eq!(shown.iter().map(text).collect::<BTreeSet<_>>(), all);
    let mut taken = BTreeSet::new();
    for widget in widgets {
        let number = |name: &str| widget[name].as_u64().unwrap();
        assert!(number("x") + number("width") <= 24, "{widget}");
        for x in number("x")..number("x") + number("width") {
            for y in number("y")..number("y") + number("height") {
                assert!(taken.insert((x, y)), "{widget}");
            }
        }
    }
}

#[test]
fn an_address_is_subscribed_to_the_topic_only_if_there_is_one() {
    let subscription = "aws:sns/topicSubscription:TopicSubscription";
    let declared = declared();
    let inputs = declared
        .resource(subscription, "alarms-email")
        .inputs_json();
    let expected =
        json!({"topic": "alarms.arn", "protocol": "email", "endpoint": "board@example.com"});
    assert_eq!(inputs, expected);
    let nobody = mocks().declare(program);
    assert!(nobody.resources().all(|r| r.r#type != subscription));
}
