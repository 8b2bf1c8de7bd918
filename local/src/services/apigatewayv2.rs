//! `aws:apigatewayv2/…`: the WebSocket API, which becomes the gateway.

mod api;
mod authorizer;
mod route;
mod throttle;

pub use self::api::{Served, serve};

use super::resource_type::{
    Identity, ResourceType,
    Support::{Among, Emulated, Inert, Must},
    properties,
};
use crate::{
    account::Account,
    declared::{Properties, text},
};

/// The types of resources.
pub const TYPES: &[&ResourceType] = &[
    &API,
    &AUTHORIZER,
    &INTEGRATION,
    &ROUTE,
    &ROUTE_RESPONSE,
    &STAGE,
];

/// The API. There is one on a laptop, since all of it has one address.
pub const API: ResourceType = ResourceType {
    token: "aws:apigatewayv2/api:Api",
    properties: &[
        ("description", Inert),
        ("name", Emulated),
        ("protocolType", Must("WEBSOCKET")),
        ("routeSelectionExpression", Emulated),
        ("tags", Inert),
    ],
    identity: Identity::Generated(10),
    outputs: |account, id, _| {
        properties([
            ("apiEndpoint", endpoint(account)),
            (
                "arn",
                format!("arn:aws:apigateway:{}::/apis/{id}", account.region),
            ),
            ("executionArn", account.arn("execute-api", id)),
            ("region", account.region.clone()),
        ])
    },
};

/// What a route invokes.
pub const INTEGRATION: ResourceType = ResourceType {
    token: "aws:apigatewayv2/integration:Integration",
    properties: &[
        ("apiId", Emulated),
        ("description", Inert),
        ("integrationMethod", Must("POST")),
        ("integrationType", Must("AWS_PROXY")),
        ("integrationUri", Emulated),
        ("timeoutMilliseconds", Emulated),
    ],
    identity: Identity::Generated(7),
    outputs: region_only,
};

/// A route from a key to an integration.
pub const ROUTE: ResourceType = ResourceType {
    token: "aws:apigatewayv2/route:Route",
    properties: &[
        ("apiId", Emulated),
        ("authorizationType", Among(&["NONE", "CUSTOM"])),
        ("authorizerId", Emulated),
        ("operationName", Inert),
        ("routeKey", Emulated),
        ("routeResponseSelectionExpression", Emulated),
        ("target", Emulated),
    ],
    identity: Identity::Generated(7),
    outputs: region_only,
};

/// What says who may connect. Its `name` is for people.
pub const AUTHORIZER: ResourceType = ResourceType {
    token: "aws:apigatewayv2/authorizer:Authorizer",
    properties: &[
        ("apiId", Emulated),
        ("authorizerType", Must("REQUEST")),
        ("authorizerUri", Emulated),
        ("identitySources", Emulated),
        ("name", Inert),
    ],
    identity: Identity::Generated(6),
    outputs: region_only,
};

/// What makes a route reply.
pub const ROUTE_RESPONSE: ResourceType = ResourceType {
    token: "aws:apigatewayv2/routeResponse:RouteResponse",
    properties: &[
        ("apiId", Emulated),
        ("routeId", Emulated),
        ("routeResponseKey", Emulated),
    ],
    identity: Identity::Generated(7),
    outputs: region_only,
};

/// The stage, the first part of the path of every URL. It deploys itself: a laptop has nothing that is not deployed.
pub const STAGE: ResourceType = ResourceType {
    token: "aws:apigatewayv2/stage:Stage",
    properties: &[
        ("accessLogSettings", Inert),
        ("apiId", Emulated),
        ("autoDeploy", Emulated),
        ("defaultRouteSettings.dataTraceEnabled", Inert),
        ("defaultRouteSettings.detailedMetricsEnabled", Inert),
        ("defaultRouteSettings.loggingLevel", Inert),
        ("defaultRouteSettings.throttlingBurstLimit", Emulated),
        ("defaultRouteSettings.throttlingRateLimit", Emulated),
        ("description", Inert),
        ("name", Emulated),
        ("routeSettings.dataTraceEnabled", Inert),
        ("routeSettings.detailedMetricsEnabled", Inert),
        ("routeSettings.loggingLevel", Inert),
        ("routeSettings.routeKey", Emulated),
        ("routeSettings.throttlingBurstLimit", Emulated),
        ("routeSettings.throttlingRateLimit", Emulated),
        ("tags", Inert),
    ],
    identity: Identity::Name,
    outputs: |account, id, inputs| {
        let api = text(inputs, "apiId").unwrap_or_default();
        properties([
            (
                "executionArn",
                format!("{}/{id}", account.arn("execute-api", api)),
            ),
            ("invokeUrl", format!("{}/{id}", endpoint(account))),
            ("region", account.region.clone()),
        ])
    },
};

/// `wss://HOST` on AWS; a laptop has no certificate.
fn endpoint(account: &Account) -> String {
    format!("ws://{}", account.gateway)
}

fn region_only(account: &Account, _id: &str, _inputs: &Properties) -> Properties {
    properties([("region", account.region.clone())])
}
