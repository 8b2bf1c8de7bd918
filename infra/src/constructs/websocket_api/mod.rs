//! The WebSocket API: routes to a handler, and the stage that clients connect to.

mod stage;

pub use stage::{StageProps, ThrottleProps};

use super::Handler;
use crate::{
    metric::{Metric, Statistic},
    policy::Grant,
};
use protocol::names::routes::RESPONSE;
use pulumi::{Component, Context, Output, ResourceOptions};
use pulumi_aws::{apigatewayv2, lambda};

/// An API with its stage's name, before it has routes.
///
/// It comes in two steps because its handler needs its address, and its routes need the handler: [`WebSocketApi::new`], then
/// [`WebSocketApi::integrate`].
pub struct WebSocketApi {
    component: Component,
    api: apigatewayv2::Api,
    stage: Output<String>,
}

/// A route that the API shall have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteProps {
    /// The route key, such as `$connect` or an action.
    pub key: String,
    /// Whether the handler's answer is sent to the client.
    pub replies: bool,
}

impl RouteProps {
    /// A route that answers nothing by itself.
    pub fn one_way(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            replies: false,
        }
    }

    /// A route whose client gets the handler's answer.
    pub fn two_way(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            replies: true,
        }
    }
}

/// An API that is integrated with its handler and deployed to its stage.
pub struct Integrated {
    api: apigatewayv2::Api,
    stage: apigatewayv2::Stage,
}

impl WebSocketApi {
    /// Declares the API under its own name, for a stage that [`Self::integrate`] adds.
    pub fn new(
        ctx: &Context,
        name: &str,
        stage: Output<String>,
        selection_expression: &str,
        options: ResourceOptions,
    ) -> Self {
        let component = Component::new(ctx, "taskboard:infra:WebSocketApi", name, options);
        let api = apigatewayv2::Api::new(
            ctx,
            name,
            apigatewayv2::ApiArgs::new("WEBSOCKET")
                .name(name)
                .route_selection_expression(selection_expression),
            ResourceOptions::new().parent(&component),
        );
        Self {
            component,
            api,
            stage,
        }
    }

    /// The base URL of the stage for `@connections`, `https://HOST/STAGE`.
    ///
    /// It is made from the API's endpoint and the stage's name. From the stage itself it would be a cycle: the stage needs the
    /// routes, these the handler, and the handler this URL.
    pub fn connections_endpoint(&self) -> Output<String> {
        Output::join((&self.api.api_endpoint, &self.stage))
            .map(|(endpoint, stage)| format!("{}/{stage}", over_http(&endpoint)))
    }

    /// The region that the API is in.
    pub fn region(&self) -> &Output<String> {
        &self.api.region
    }

    /// Allows to send to the stage's connections and to close them. Not to look at one: nobody needs that.
    pub fn grant_send_and_close(&self) -> Grant {
        Grant {
            actions: &["execute-api:ManageConnections"],
            resources: Output::join((&self.api.execution_arn, &self.stage)).map(|(arn, stage)| {
                ["POST", "DELETE"]
                    .map(|method| format!("{arn}/{stage}/{method}/@connections/*"))
                    .to_vec()
            }),
        }
    }

    /// Declares what connects the API with its handler: integration, routes with their responses, permission and stage.
    pub fn integrate(
        self,
        ctx: &Context,
        handler: &Handler,
        routes: &[RouteProps],
        props: StageProps,
    ) -> Integrated {
        let integration = self.integration(ctx, handler);
        let permission = self.invoke_permission(ctx, handler);
        let deployed = routes
            .iter()
            .fold(self.child().depends_on(&permission), |deployed, route| {
                self.route(ctx, &integration, route, deployed)
            });
        let stage = self.stage(ctx, routes, props, deployed);
        self.component
            .register_outputs([("websocketUrl", &stage.invoke_url)]);
        Integrated {
            api: self.api,
            stage,
        }
    }

    fn child(&self) -> ResourceOptions {
        ResourceOptions::new().parent(&self.component)
    }

    fn integration(&self, ctx: &Context, handler: &Handler) -> apigatewayv2::Integration {
        apigatewayv2::Integration::new(
            ctx,
            "handler-integration",
            apigatewayv2::IntegrationArgs::new(&self.api.id, "AWS_PROXY")
                .integration_method("POST")
                .integration_uri(handler.invoke_arn()),
            self.child(),
        )
    }

    /// Declares a route, and adds it to what is to be there before it is deployed. A reply needs both: an expression that selects
    /// a response, and the response.
    fn route(
        &self,
        ctx: &Context,
        integration: &apigatewayv2::Integration,
        props: &RouteProps,
        deployed: ResourceOptions,
    ) -> ResourceOptions {
        let name = format!("route-{}", props.key.trim_start_matches('$'));
        let args = apigatewayv2::RouteArgs::new(&self.api.id, props.key.as_str())
            .target(integration.id.map(|id| format!("integrations/{id}")));
        if !props.replies {
            let route = apigatewayv2::Route::new(ctx, &name, args, self.child());
            return deployed.depends_on(&route);
        }
        let route = apigatewayv2::Route::new(
            ctx,
            &name,
            args.route_response_selection_expression(RESPONSE),
            self.child(),
        );
        let response = apigatewayv2::RouteResponse::new(
            ctx,
            &format!("{name}-response"),
            apigatewayv2::RouteResponseArgs::new(&self.api.id, &route.id, RESPONSE),
            self.child(),
        );
        deployed.depends_on(&route).depends_on(&response)
    }

    /// Lets this API invoke the handler, and no other.
    fn invoke_permission(&self, ctx: &Context, handler: &Handler) -> lambda::Permission {
        lambda::Permission::new(
            ctx,
            "invoke-permission",
            lambda::PermissionArgs::new(
                "lambda:InvokeFunction",
                handler.name(),
                "apigateway.amazonaws.com",
            )
            .source_arn(
                Output::join((&self.api.execution_arn, &self.stage))
                    .map(|(arn, stage)| format!("{arn}/{stage}/*")),
            ),
            self.child(),
        )
    }
}

impl Integrated {
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
                ("ApiId", self.api.id.clone()),
                ("Stage", self.stage.name.clone()),
            ],
        }
    }
}

/// The same host by HTTP: `https://…` of `wss://…`, and `http://…` of `ws://…`.
fn over_http(url: &str) -> String {
    url.replacen("ws", "http", 1)
}
