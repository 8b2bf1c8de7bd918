//! The program: what a stack consists of, top to bottom.

use crate::{
    constructs::{
        ConnectionsTable, Handler, HandlerProps, ItemsTable, ItemsTableProps, RouteProps,
        StageProps, Throttle, WebSocketApi, Website, WebsiteProps,
    },
    settings::Settings,
};
use protocol::{Action, names};
use pulumi::{Archive, Context, Output};
use serde_json::json;
use std::path::Path;

/// The API's own name.
pub const API_NAME: &str = "task-management-app";

/// The routes of the board: the life of a connection, the actions, and the answer to anything else.
pub fn routes() -> Vec<RouteProps> {
    let connection = [names::routes::CONNECT, names::routes::DISCONNECT].map(RouteProps::one_way);
    let actions = Action::ALL.map(|action| RouteProps::two_way(action.as_str()));
    let default = RouteProps::two_way(names::routes::DEFAULT);
    connection
        .into_iter()
        .chain(actions)
        .chain([default])
        .collect()
}

/// The whole program: reads the stack's settings, asks for the handler's artifact, and declares the stack.
///
/// Whoever runs the program knows how to come by the artifact: `pulumi up` builds it, the laptop gives its own executable.
///
/// # Errors
///
/// Settings that cannot be used, or no artifact.
pub fn program(
    ctx: &Context,
    artifact: impl FnOnce(&Settings) -> anyhow::Result<Archive>,
) -> anyhow::Result<()> {
    let settings: Settings = ctx.config().read()?;
    let artifact = artifact(&settings)?;
    declare(ctx, &settings, artifact, &routes())
}

/// Declares a stack with the routes given, and exports its outputs.
///
/// # Errors
///
/// The page is to be put on the web, and is not built.
pub fn declare(
    ctx: &Context,
    settings: &Settings,
    artifact: Archive,
    routes: &[RouteProps],
) -> anyhow::Result<()> {
    let items = ItemsTable::new(
        ctx,
        "itemsTable",
        ItemsTableProps {
            data_protection: settings.data_protection,
        },
    );
    let connections = ConnectionsTable::new(ctx, "usersTable");
    let api = WebSocketApi::new(
        ctx,
        API_NAME,
        settings.stage.as_str(),
        names::routes::SELECTION_EXPRESSION,
    );
    let handler = Handler::new(
        ctx,
        "handler",
        HandlerProps {
            code: artifact,
            architecture: settings.handler_architecture,
            memory: settings.handler_memory.get(),
            timeout: settings.handler_timeout.get(),
            log_retention_days: settings.log_retention_days.get(),
            environment: vec![
                (names::env::ITEMS_TABLE, items.name().into()),
                (names::env::USERS_TABLE, connections.name().into()),
                (
                    names::env::CONNECTIONS_ENDPOINT,
                    api.connections_endpoint().into(),
                ),
                (
                    names::env::BOARD_STATUSES,
                    settings.statuses.to_string().into(),
                ),
                (
                    names::env::ALLOWED_ORIGINS,
                    settings.allowed_origins.comma_separated().into(),
                ),
                (
                    names::env::CONNECTIONS_PER_BOARD,
                    settings.connections_per_board.get().to_string().into(),
                ),
                (names::env::RUST_LOG, settings.log_level.as_str().into()),
            ],
            grants: vec![
                items.grant_read_write(),
                connections.grant_register_and_list(),
                api.grant_send_and_close(),
            ],
        },
    );
    let region = api.region().clone();
    let throttle = Throttle {
        rate: settings.throttle_rate.get() as f64,
        burst: settings.throttle_burst.get(),
    };
    let board = api.integrate(ctx, &handler, routes, StageProps { throttle });

    let websocket_url = board.websocket_url();
    let connections_url = board.connections_url();
    ctx.export("websocketUrl", websocket_url);
    ctx.export("connectionsUrl", &connections_url);
    ctx.export("region", &region);
    ctx.export("stage", settings.stage.as_str());
    ctx.export("itemsTable", items.name());
    ctx.export("usersTable", connections.name());
    let frontend_config = frontend_config(settings, websocket_url, &region);
    ctx.export("frontendConfig", &frontend_config);
    if settings.website {
        let website = WebsiteProps {
            page: &Path::new(env!("CARGO_MANIFEST_DIR")).join("../board/dist"),
            config: &frontend_config,
            websocket_url,
        };
        ctx.export("websiteUrl", Website::new(ctx, "website", website)?.url());
    }
    Ok(())
}

/// What a web page needs to know, in the form in which it can use it as it is.
fn frontend_config(
    settings: &Settings,
    websocket_url: &Output<String>,
    region: &Output<String>,
) -> Output<serde_json::Value> {
    let (stage, statuses) = (
        settings.stage.as_str().to_owned(),
        settings.statuses.clone(),
    );
    Output::join((websocket_url, region)).map(move |(websocket_url, region)| {
        json!({
            "websocketUrl": websocket_url,
            "stage": stage,
            "region": region,
            "statuses": statuses,
        })
    })
}
