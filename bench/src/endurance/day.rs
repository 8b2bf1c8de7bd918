//! A day in a few seconds: the laptop's clock is moved, and nothing may stay behind.

use super::{Row, client::Client};
use anyhow::{Context as _, Result};
use clap::Parser as _;
use local::{cli, conditions::Conditions, laptop::Laptop};
use serde_json::json;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// How long something may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(10);

const CLIENTS: usize = 50;

/// Half of the clients fall silent and are closed after 10 minutes, the others send heartbeats and are closed after two
/// hours; items are made and deleted; and a day later neither rows nor tombstones are left.
///
/// # Errors
/// It could not be tried.
pub async fn of_moved_clock(executable: &Path) -> Result<Row> {
    let conditions = Conditions::default();
    let clock = conditions.clock.clone();
    let options = cli::Options::parse_from([
        "laptop",
        "--in-memory",
        "--port",
        "0",
        "--stack",
        "endurance",
    ]);
    let executable = executable.to_owned();
    let laptop = Laptop::start_under(conditions, &options, move |ctx| {
        infra::program::program(ctx, |_| Ok(pulumi::Archive::file(executable)))
    })
    .await?;
    let output = |name| laptop.outputs().text(name).context("an output is missing");
    let url = format!("{}?format=json&board=day", output("websocketUrl")?);
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(Client::connect(url.clone()).await?);
    }
    for client in &clients {
        let create = json!({"action": "createItem", "title": "Gone by tomorrow", "status": "todo"});
        let made = client.ask(create).await.context("no reply to a create")?;
        let id = &made["item"]["itemId"];
        client
            .ask(json!({"action": "deleteItem", "itemId": id}))
            .await
            .context("no reply to a deletion")?;
    }
    let tables = laptop.tables().context("the tables are elsewhere")?;
    let made = tables.rows(output("itemsTable")?)?.len();
    let silent = clients.split_off(CLIENTS / 2);
    let connected = laptop.connections();
    let mut after_idle = None;
    for step in 1..=20 {
        clock.advance(Duration::from_secs(9 * 60));
        for client in &clients {
            client.heartbeat().await;
        }
        // Not at the second step: the last event may have reached a client after the first.
        if step == 3 {
            after_idle = Some(ever_closed(&silent).await);
        }
    }
    let closed = ever_closed(&clients).await;
    drop((clients, silent));
    let start = Instant::now();
    let rows = |table| -> Result<usize> { Ok(tables.rows(output(table)?)?.len()) };
    // No row of theirs has expired yet: what takes them away is that they ended.
    while laptop.connections() + rows("usersTable")? > 0 && start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(20)).await;
    }
    let ended = rows("usersTable")?;
    clock.advance(Duration::from_secs(24 * 60 * 60));
    tables.sweep()?;
    let (items, connections) = (rows("itemsTable")?, rows("usersTable")?);
    laptop.shutdown().await;
    let idle = after_idle.unwrap_or_default();
    Ok(Row {
        test: "24 hours of moved clock: TTL, idle, two hours".to_owned(),
        figure: format!(
            "{connected} connections, {made} tombstones; {idle} of {} closed for idleness, {closed} of {} after two hours; left behind: {ended} rows when the last connection ended, a day later {items} items and {connections} rows of connections",
            CLIENTS - CLIENTS / 2,
            CLIENTS / 2,
        ),
        holds: items == 0
            && ended + connections == 0
            && idle == CLIENTS - CLIENTS / 2
            && closed == CLIENTS / 2,
    })
}

/// How many of them have been closed at least once, after a moment in which that may still come through.
async fn ever_closed(clients: &[Client]) -> usize {
    let start = Instant::now();
    loop {
        let closed = clients.iter().filter(|client| client.heard().closed > 0);
        let closed = closed.count();
        if closed == clients.len() || start.elapsed() > PATIENCE {
            return closed;
        }
        sleep(Duration::from_millis(20)).await;
    }
}
