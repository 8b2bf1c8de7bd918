//! The stage that clients connect to: its throttles and its access log.

use super::{RouteProps, WebSocketApi};
use pulumi::{Context, Input, Output, ResourceOptions};
use pulumi_aws::{apigatewayv2, cloudwatch};

/// How many requests are accepted: a second, and at once above that. Both values always go together: a setting with one of them
/// has the other as zero, which refuses everything.
#[derive(Clone)]
pub struct ThrottleProps {
    /// Requests a second.
    pub rate: Output<i64>,
    /// Requests at once above that rate.
    pub burst: Output<i64>,
}

/// What a stage may be told.
pub struct StageProps {
    /// The throttle of each route that has none of its own.
    pub throttle: ThrottleProps,
    /// Throttles by route key. One for a route that is not there is left out: AWS would refuse the stage.
    pub route_throttles: Vec<(String, ThrottleProps)>,
    /// Days that a log of every request is kept, if there shall be one. It takes the account's CloudWatch role for API Gateway.
    pub access_logs: Option<Output<i64>>,
}

impl WebSocketApi {
    /// Every change of a route deploys itself. The first deployment comes after all routes and their responses, so that it has
    /// them; and after the permission, so that no client meets an API that may not invoke its handler.
    pub(super) fn stage(
        &self,
        ctx: &Context,
        routes: &[RouteProps],
        props: StageProps,
        deployed: ResourceOptions,
    ) -> apigatewayv2::Stage {
        let (rate, burst) = rate_and_burst(props.throttle);
        let of_routes = props.route_throttles.into_iter();
        let of_routes = of_routes.filter(|(key, _)| routes.iter().any(|route| route.key == *key));
        let of_routes: Vec<_> = of_routes
            .map(|(key, throttle)| {
                let (rate, burst) = rate_and_burst(throttle);
                apigatewayv2::StageRouteSetting::new(key)
                    .throttling_rate_limit(rate)
                    .throttling_burst_limit(burst)
            })
            .collect();
        let mut args = apigatewayv2::StageArgs::new(&self.api.id)
            .name(&self.stage)
            .auto_deploy(true)
            .default_route_settings(
                apigatewayv2::StageDefaultRouteSettings::new()
                    .throttling_rate_limit(rate)
                    .throttling_burst_limit(burst),
            )
            .route_settings(of_routes);
        if let Some(days) = props.access_logs {
            let logs = cloudwatch::LogGroup::new(
                ctx,
                "access-logs",
                cloudwatch::LogGroupArgs::new().retention_in_days(days),
                self.child(),
            );
            args = args.access_log_settings(apigatewayv2::StageAccessLogSettings::new(
                &logs.arn,
                access_log_line(),
            ));
        }
        apigatewayv2::Stage::new(ctx, "stage", args, deployed)
    }
}

/// Both values as the provider's schema has them.
fn rate_and_burst(throttle: ThrottleProps) -> (Input<f64>, Input<i64>) {
    let rate = throttle.rate.map(|rate| rate as f64);
    (rate.into(), throttle.burst.into())
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
