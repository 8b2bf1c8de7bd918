//! The WebSocket API and its routes to a handler.

use super::{handler::Handler, role::Role};
use protocol::names::routes::RESPONSE;
use pulumi::{Component, Context, Output, Resource, ResourceOptions};
use pulumi_aws::{apigatewayv2, lambda};

/// A WebSocket API. Clients reach it through its [`Stage`](super::Stage).
pub struct WebSocketApi {
    pub(super) component: Component,
    pub(super) api: apigatewayv2::Api,
    stage: Output<String>,
    routes: Vec<String>,
    /// What must be there before the API is deployed: the permission to invoke its handler, routes and their responses.
    deployed: ResourceOptions,
}

/// What an API is made of.
pub struct WebSocketApiProps<'a> {
    /// The name of its one stage.
    pub stage: Output<String>,
    /// What selects a message's route, such as `$request.body.action`.
    pub selection_expression: &'a str,
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

impl WebSocketApi {
    /// Declares the API under its own name.
    pub fn new(
        ctx: &Context,
        name: &str,
        props: WebSocketApiProps<'_>,
        options: ResourceOptions,
    ) -> Self {
        let component = Component::new(ctx, "taskboard:infra:WebSocketApi", name, options);
        let api = apigatewayv2::Api::new(
            ctx,
            name,
            apigatewayv2::ApiArgs::new("WEBSOCKET")
                .name(name)
                .route_selection_expression(props.selection_expression),
            component.child(),
        );
        Self {
            deployed: component.child(),
            component,
            api,
            stage: props.stage,
            routes: Vec::new(),
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
    pub fn grant_send_and_close(&self, role: &Role) {
        let connections =
            Output::join((&self.api.execution_arn, &self.stage)).map(|(arn, stage)| {
                ["POST", "DELETE"]
                    .map(|method| format!("{arn}/{stage}/{method}/@connections/*"))
                    .to_vec()
            });
        role.allow(&["execute-api:ManageConnections"], connections);
    }

    /// Declares routes to a handler, which this API may invoke then.
    pub fn add_routes(&mut self, ctx: &Context, handler: &Handler, routes: &[RouteProps]) {
        let integration = self.integration(ctx, handler);
        let permission = self.invoke_permission(ctx, handler);
        self.deployed_after(&permission);
        for route in routes {
            self.add_route(ctx, &integration, route);
        }
    }

    fn integration(&self, ctx: &Context, handler: &Handler) -> apigatewayv2::Integration {
        apigatewayv2::Integration::new(
            ctx,
            "handler-integration",
            apigatewayv2::IntegrationArgs::new(&self.api.id, "AWS_PROXY")
                .integration_method("POST")
                .integration_uri(handler.invoke_arn()),
            self.component.child(),
        )
    }

    /// A reply needs both: an expression that selects a response, and the response.
    fn add_route(
        &mut self,
        ctx: &Context,
        integration: &apigatewayv2::Integration,
        props: &RouteProps,
    ) {
        let name = format!("route-{}", props.key.trim_start_matches('$'));
        let mut args = apigatewayv2::RouteArgs::new(&self.api.id, props.key.as_str())
            .target(integration.id.map(|id| format!("integrations/{id}")));
        if props.replies {
            args = args.route_response_selection_expression(RESPONSE);
        }
        let route = apigatewayv2::Route::new(ctx, &name, args, self.component.child());
        self.deployed_after(&route);
        if props.replies {
            let response = apigatewayv2::RouteResponse::new(
                ctx,
                &format!("{name}-response"),
                apigatewayv2::RouteResponseArgs::new(&self.api.id, &route.id, RESPONSE),
                self.component.child(),
            );
            self.deployed_after(&response);
        }
        self.routes.push(props.key.clone());
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
            self.component.child(),
        )
    }

    fn deployed_after(&mut self, resource: &impl Resource) {
        self.deployed = self.deployed.clone().depends_on(resource);
    }

    /// Options of what deploys the API: it comes after all that it deploys.
    pub(super) fn deployed(&self) -> ResourceOptions {
        self.deployed.clone()
    }

    /// The name of the API's stage.
    pub(super) fn stage_name(&self) -> &Output<String> {
        &self.stage
    }

    /// Whether there is a route of this key.
    pub(super) fn has_route(&self, key: &str) -> bool {
        self.routes.iter().any(|route| route == key)
    }
}

/// The same host by HTTP: `https://…` of `wss://…`, and `http://…` of `ws://…`.
pub(super) fn over_http(url: &str) -> String {
    url.replacen("ws", "http", 1)
}
