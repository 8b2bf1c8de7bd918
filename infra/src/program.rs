//! The program: what a stack consists of, top to bottom.

use crate::{
    constructs::{
        Alarms, AlarmsProps, Dashboard, Handler, HandlerProps, RouteProps, Stage, StageProps,
        Table, TableProps, ThrottleProps, Watched, WebSocketApi, WebSocketApiProps, Website,
        WebsiteProps,
    },
    provider::provider,
    settings::Settings,
};
use protocol::{Action, Statuses, names};
use pulumi::{Archive, Context, Output, ResourceOptions};
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
    let aws = provider(ctx, "aws", settings);
    let tagged = || ResourceOptions::new().provider(&aws);
    let stage_name = settings.stage.output(|name| name.as_str().to_owned());

    let role = Handler::role(ctx, "handler", tagged());
    let items = Table::new(ctx, "itemsTable", items_props(settings), tagged());
    items.grant_read_write(&role);
    let connections = Table::new(ctx, "usersTable", connections_props(), tagged());
    connections.grant_register_and_list(&role);
    let api = WebSocketApiProps {
        stage: stage_name.clone(),
        selection_expression: names::routes::SELECTION_EXPRESSION,
    };
    let mut api = WebSocketApi::new(ctx, API_NAME, api, tagged());
    api.grant_send_and_close(&role);

    let environment = environment(settings, &items, &connections, &api);
    let handler = Handler::new(ctx, role, handler_props(settings, artifact, environment));
    api.add_routes(ctx, &handler, routes);
    let stage = Stage::new(ctx, "stage", &api, stage_props(settings));

    let region = api.region();
    if *settings.monitoring {
        let watched = Watched {
            handler: &handler,
            stage: &stage,
            items: &items,
            connections: &connections,
        };
        let alarms = Alarms::new(ctx, "alarms", &watched, alarms_props(settings), tagged());
        Dashboard::declare(ctx, "dashboard", &watched, &alarms, region, tagged());
    }

    let websocket_url = stage.websocket_url();
    ctx.export("websocketUrl", websocket_url);
    ctx.export("connectionsUrl", stage.connections_url());
    ctx.export("region", region);
    ctx.export("stage", &stage_name);
    ctx.export("itemsTable", items.name());
    ctx.export("usersTable", connections.name());
    let statuses = settings.statuses.output(Statuses::clone);
    let frontend_config = frontend_config(&stage_name, &statuses, websocket_url, region);
    ctx.export("frontendConfig", &frontend_config);
    if *settings.website {
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

/// The items of all boards, one partition for each.
fn items_props(settings: &Settings) -> TableProps {
    TableProps {
        r#type: "taskboard:infra:ItemsTable",
        partition_key: names::items::BOARD_ID,
        sort_key: names::items::ITEM_ID,
        data_protection: Some(*settings.data_protection),
    }
}

/// The connections that are open, two rows for each (docs/adr/0004-two-rows-per-connection.md).
fn connections_props() -> TableProps {
    TableProps {
        r#type: "taskboard:infra:ConnectionsTable",
        partition_key: names::connections::TOPIC,
        sort_key: names::connections::CONNECTION_ID,
        data_protection: None,
    }
}

/// The handler's environment: the names of what it works with, and the settings that are its own.
fn environment(
    settings: &Settings,
    items: &Table,
    connections: &Table,
    api: &WebSocketApi,
) -> Vec<(&'static str, Output<String>)> {
    use names::env;
    let mut environment = settings.environment();
    environment.extend([
        (env::ITEMS_TABLE, items.name().clone()),
        (env::USERS_TABLE, connections.name().clone()),
        (env::CONNECTIONS_ENDPOINT, api.connections_endpoint()),
    ]);
    environment
}

fn handler_props(
    settings: &Settings,
    code: Archive,
    environment: Vec<(&'static str, Output<String>)>,
) -> HandlerProps {
    let architecture = &settings.handler_architecture;
    HandlerProps {
        code: settings.artifact.output(|_| code),
        architecture: architecture.output(|architecture| architecture.name().to_owned()),
        memory: settings.handler_memory.get(),
        timeout: settings.handler_timeout.get(),
        reserved_concurrency: settings.reserved_concurrency.get(),
        log_retention_days: settings.log_retention_days.get(),
        environment,
    }
}

fn stage_props(settings: &Settings) -> StageProps {
    let throttles = &settings.route_throttles;
    let of_routes = throttles.iter().map(|(key, throttle)| {
        let props = ThrottleProps {
            rate: throttles.output(|_| throttle.rate as f64).into(),
            burst: throttles.output(|_| throttle.burst).into(),
        };
        (key.to_owned(), props)
    });
    StageProps {
        throttle: ThrottleProps {
            rate: settings.throttle_rate.get().into(),
            burst: settings.throttle_burst.get().into(),
        },
        route_throttles: of_routes.collect(),
        access_logs: settings
            .access_logs
            .then(|| settings.log_retention_days.get()),
    }
}

fn alarms_props(settings: &Settings) -> AlarmsProps {
    let email = &settings.alarm_email;
    AlarmsProps {
        handler_timeout: settings.handler_timeout.get(),
        messages_per_hour: settings.alarm_messages_per_hour.get(),
        email: email
            .get()
            .map(|address| email.output(|_| address.to_owned())),
    }
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
