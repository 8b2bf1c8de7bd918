//! The stage that clients connect to: its throttles, its access log and its metrics.

use super::websocket_api::{WebSocketApi, over_http};
use crate::metric::{Metric, Statistic};
use pulumi::{Context, Input, Output};
use pulumi_aws::{apigatewayv2, cloudwatch};

/// The stage of a WebSocket API, which its routes are deployed to.
pub struct Stage {
    api: Output<String>,
    stage: apigatewayv2::Stage,
}

/// How many requests are accepted: a second, and at once above that. Both values always go together: a setting with one of them
/// has the other as zero, which refuses everything.
pub struct ThrottleProps {
    /// Requests a second.
    pub rate: Input<f64>,
    /// Requests at once above that rate.
    pub burst: Input<i64>,
}

/// What a stage may be told.
pub struct StageProps {
    /// The throttle of each route that has none of its own.
    pub throttle: ThrottleProps,
    /// Throttles by route key. One for a route that is not there is left out: AWS would refuse the stage.
    pub route_throttles: Vec<(String, ThrottleProps)>,
    /// Days that a log of every request is kept, if there shall be one. It takes the account's CloudWatch role for API Gateway.
    pub access_logs: Option<i64>,
}

impl Stage {
    /// Declares the stage of an API that has all its routes.
    ///
    /// Every change of a route deploys itself. The first deployment comes after all routes and their responses, so that it has
    /// them; and after the permission, so that no client meets an API that may not invoke its handler.
    pub fn new(ctx: &Context, name: &str, api: &WebSocketApi, props: StageProps) -> Self {
        let of_routes = props.route_throttles.into_iter();
        let of_routes: Vec<_> = of_routes
            .filter(|(key, _)| api.has_route(key))
            .map(|(key, throttle)| {
                apigatewayv2::StageRouteSetting::new(key)
                    .throttling_rate_limit(throttle.rate)
                    .throttling_burst_limit(throttle.burst)
            })
            .collect();
        let mut args = apigatewayv2::StageArgs::new(&api.api.id)
            .name(api.stage_name())
            .auto_deploy(true)
            .default_route_settings(
                apigatewayv2::StageDefaultRouteSettings::new()
                    .throttling_rate_limit(props.throttle.rate)
                    .throttling_burst_limit(props.throttle.burst),
            )
            .route_settings(of_routes);
        if let Some(days) = props.access_logs {
            let logs = cloudwatch::LogGroup::new(
                ctx,
                "access-logs",
                cloudwatch::LogGroupArgs::new().retention_in_days(days),
                api.component.child(),
            );
            args = args.access_log_settings(apigatewayv2::StageAccessLogSettings::new(
                &logs.arn,
                access_log_line(),
            ));
        }
        let stage = apigatewayv2::Stage::new(ctx, name, args, api.deployed());
        api.component
            .register_outputs([("websocketUrl", &stage.invoke_url)]);
        Self {
            api: api.api.id.clone(),
            stage,
        }
    }

    /// Where clients connect, `wss://HOST/STAGE`.
    pub fn websocket_url(&self) -> &Output<String> {
        &self.stage.invoke_url
    }

    /// Where a server reaches a connection, `https://HOST/STAGE/@connections`, with `/ID` appended.
    pub fn connections_url(&self) -> Output<String> {
        self.stage
            .invoke_url
            .map(|url| format!("{}/@connections", over_http(&url)))
    }

    /// Connections that were made.
    pub fn metric_connections(&self) -> Metric {
        self.metric("ConnectCount", Statistic::Sum)
    }

    /// Messages, from clients and to them.
    pub fn metric_messages(&self) -> Metric {
        self.metric("MessageCount", Statistic::Sum)
    }

    /// Requests for which the handler could not be invoked, failed or took too long.
    pub fn metric_integration_errors(&self) -> Metric {
        self.metric("IntegrationError", Statistic::Sum)
    }

    /// How long the API waits for the handler, in milliseconds.
    pub fn metric_integration_latency(&self, statistic: Statistic) -> Metric {
        self.metric("IntegrationLatency", statistic)
    }

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html>
    fn metric(&self, name: &'static str, statistic: Statistic) -> Metric {
        Metric {
            namespace: "AWS/ApiGateway",
            name,
            statistic,
            dimensions: vec![
                ("ApiId", self.api.clone()),
                ("Stage", self.stage.name.clone()),
            ],
        }
    }
}

/// A line of the access log: JSON, with the ids by which the handler's own lines are found. Nothing of a message is in it.
///
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-mapping-template-reference.html>
fn access_log_line() -> String {
    let fields = [
        "connectionId",
        "error.message",
        "eventType",
        "extendedRequestId",
        "identity.sourceIp",
        "integrationLatency",
        "requestTimeEpoch",
        "routeKey",
        "status",
    ];
    let fields = fields.map(|field| {
        let name = field.rsplit('.').next().unwrap_or(field);
        format!("\"{name}\":\"$context.{field}\"")
    });
    format!("{{{}}}", fields.join(","))
}
