//! The program: what a stack consists of, top to bottom.

use crate::{
    constructs::{
        Alarms, AlarmsProps, ConnectionsTable, Dashboard, Handler, HandlerProps, ItemsTable,
        ItemsTableProps, RouteProps, StageProps, ThrottleProps, Watched, WebSocketApi, Website,
        WebsiteProps,
    },
    policy::Grant,
    provider::provider,
    settings::{Given, Settings},
};
use protocol::{Action, Statuses, names};
use pulumi::{Archive, Context, Input, Output, ResourceOptions};
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
    let settings = Settings::read(ctx.config())?;
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
    declare_granting(ctx, settings, artifact, routes, |needed| needed)
}

/// Declares the same with the grants that `grants` makes of those that the handler needs: how a test shows that it needs each of
/// them, and no other.
///
/// # Errors
///
/// The same.
pub fn declare_granting(
    ctx: &Context,
    settings: &Settings,
    artifact: Archive,
    routes: &[RouteProps],
    grants: impl FnOnce(Vec<Grant>) -> Vec<Grant>,
) -> anyhow::Result<()> {
    let aws = provider(ctx, "aws", &settings.provider, &settings.tags);
    let tagged = || ResourceOptions::new().provider(&aws);
    let given = Given(ctx.config());
    let stage = given.secret_if("stage", settings.stage.as_str().to_owned());
    let items = ItemsTableProps {
        data_protection: settings.data_protection,
    };
    let items = ItemsTable::new(ctx, "itemsTable", items, tagged());
    let connections = ConnectionsTable::new(ctx, "usersTable", tagged());
    let api = WebSocketApi::new(
        ctx,
        API_NAME,
        stage.clone(),
        names::routes::SELECTION_EXPRESSION,
        tagged(),
    );
    let handler = HandlerProps {
        environment: environment(given, settings, &items, &connections, &api),
        grants: Box::new(|write_logs| {
            grants(vec![
                items.grant_read_write(),
                connections.grant_register_and_list(),
                api.grant_send_and_close(),
                write_logs,
            ])
        }),
        ..handler_props(given, settings, artifact)
    };
    let handler = Handler::new(ctx, "handler", handler, tagged());
    let region = api.region().clone();
    let board = api.integrate(ctx, &handler, routes, stage_props(given, settings));
    if settings.monitoring {
        let watched = Watched {
            handler: &handler,
            api: &board,
            items: &items,
            connections: &connections,
        };
        let alarms = Alarms::new(
            ctx,
            "alarms",
            &watched,
            alarms_props(given, settings),
            tagged(),
        );
        Dashboard::declare(ctx, "dashboard", &watched, &alarms, &region, tagged());
    }

    let websocket_url = board.websocket_url();
    ctx.export("websocketUrl", websocket_url);
    ctx.export("connectionsUrl", board.connections_url());
    ctx.export("region", &region);
    ctx.export("stage", &stage);
    ctx.export("itemsTable", items.name());
    ctx.export("usersTable", connections.name());
    let statuses = given.secret_if("statuses", settings.statuses.clone());
    let frontend_config = frontend_config(&stage, &statuses, websocket_url, &region);
    ctx.export("frontendConfig", &frontend_config);
    if settings.website {
        let website = WebsiteProps {
            project: Path::new(crate::PROJECT),
            page: Path::new("board/dist"),
            config: &frontend_config,
            websocket_url,
        };
        let website = Website::new(ctx, "website", website, tagged())?;
        ctx.export("websiteUrl", website.url());
    }
    Ok(())
}

fn handler_props<'a>(given: Given<'_>, settings: &Settings, code: Archive) -> HandlerProps<'a> {
    let architecture = settings.handler_architecture.name().to_owned();
    let reserved = settings.reserved_concurrency.get();
    HandlerProps {
        code: given.secret_if("artifact", code),
        architecture: given.secret_if("handlerArchitecture", architecture),
        memory: given.secret_if("handlerMemory", settings.handler_memory.get()),
        timeout: given.secret_if("handlerTimeout", settings.handler_timeout.get()),
        reserved_concurrency: reserved
            .map(|sandboxes| given.secret_if("reservedConcurrency", sandboxes)),
        log_retention_days: log_retention_days(given, settings),
        environment: Vec::new(),
        grants: Box::new(|write_logs| vec![write_logs]),
    }
}

/// The handler's environment: the names of what it works with, and the settings that are its own.
fn environment(
    given: Given<'_>,
    settings: &Settings,
    items: &ItemsTable,
    connections: &ConnectionsTable,
    api: &WebSocketApi,
) -> Vec<(&'static str, Input<String>)> {
    use names::env;
    let text = |key, text: String| Input::from(given.secret_if(key, text));
    let origins = settings.allowed_origins.comma_separated();
    let most = settings.connections_per_board.get().to_string();
    let log_filter = settings.log_level.as_str().to_owned();
    vec![
        (env::ITEMS_TABLE, items.name().into()),
        (env::USERS_TABLE, connections.name().into()),
        (env::CONNECTIONS_ENDPOINT, api.connections_endpoint().into()),
        (
            env::BOARD_STATUSES,
            text("statuses", settings.statuses.to_string()),
        ),
        (env::ALLOWED_ORIGINS, text("allowedOrigins", origins)),
        (
            env::CONNECTIONS_PER_BOARD,
            text("connectionsPerBoard", most),
        ),
        (env::RUST_LOG, text("logLevel", log_filter)),
    ]
}

fn stage_props(given: Given<'_>, settings: &Settings) -> StageProps {
    let of_routes = settings.route_throttles.iter();
    let of_routes = of_routes.map(|(key, throttle)| {
        let props = ThrottleProps {
            rate: given.secret_if("routeThrottles", throttle.rate),
            burst: given.secret_if("routeThrottles", throttle.burst),
        };
        (key.to_owned(), props)
    });
    StageProps {
        throttle: ThrottleProps {
            rate: given.secret_if("throttleRate", settings.throttle_rate.get()),
            burst: given.secret_if("throttleBurst", settings.throttle_burst.get()),
        },
        route_throttles: of_routes.collect(),
        access_logs: settings
            .access_logs
            .then(|| log_retention_days(given, settings)),
    }
}

fn alarms_props(given: Given<'_>, settings: &Settings) -> AlarmsProps {
    let messages = settings.alarm_messages_per_hour.get();
    let email = settings.alarm_email.get();
    AlarmsProps {
        handler_timeout: given.secret_if("handlerTimeout", settings.handler_timeout.get()),
        messages_per_hour: given.secret_if("alarmMessagesPerHour", messages),
        email: email.map(|address| given.secret_if("alarmEmail", address.to_owned())),
    }
}

fn log_retention_days(given: Given<'_>, settings: &Settings) -> Output<i64> {
    given.secret_if("logRetentionDays", settings.log_retention_days.get())
}

/// What a web page needs to know, in the form in which it can use it as it is.
fn frontend_config(
    stage: &Output<String>,
    statuses: &Output<Statuses>,
    websocket_url: &Output<String>,
    region: &Output<String>,
) -> Output<serde_json::Value> {
    Output::join((websocket_url, stage, region, statuses)).map(
        |(websocket_url, stage, region, statuses)| {
            json!({
                "websocketUrl": websocket_url,
                "stage": stage,
                "region": region,
                "statuses": statuses,
            })
        },
    )
}
