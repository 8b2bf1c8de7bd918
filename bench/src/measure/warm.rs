//! One sandbox through everything that it is asked while it is warm.

use std::time::Duration;

use anyhow::{Context as _, Result};
use protocol::names::connections::{self, connection_topic};
use serde_json::Value;

use super::series::Series;
use crate::artifact::zipped;
use crate::events;
use crate::goals::{Row, Sample};
use crate::rows::{self, BOARD, SENDER, USERS};
use crate::sandbox::{Sandbox, Subject};
use crate::statistics::median;
use crate::world::World;

/// What peers take to answer when there are a thousand of them.
const SLOW: Duration = Duration::from_millis(5);

/// Changes that nobody measures.
const WARM_UP: usize = 50;

/// Statuses in turn, so that every change changes something.
pub(super) fn change(number: usize, others: usize) -> Value {
    let statuses = ["inprogress", "done", "todo"];
    let round = number / 100;
    events::update(number % 100, statuses[round % 3], others)
}

/// Measures it.
pub async fn measure(subject: &Subject, world: &World, sample: &mut Sample) -> Result<()> {
    let floor = matches!(subject, Subject::Floor(_));
    let mut sandbox = Sandbox::start(subject, world, false).await?;
    // A compiler that works at run time, and connections that stay open, are warm before anything is timed.
    world.database.seed(100, 100, false)?;
    for number in 0..WARM_UP {
        let change = sandbox.invoke(&a_change(floor, number, 100)).await?;
        change.reply()?;
    }
    world.database.seed(100, 0, false)?;
    let unread = Series::of_mistakes(&mut sandbox, world, 300, |_| events::unknown()).await?;
    sample.insert(Row::Unread, unread.took()?);
    if floor {
        bare_calls(&mut sandbox, world, sample).await?;
    } else {
        reads(&mut sandbox, world, sample).await?;
    }
    for (others, times, rows) in CHANGES {
        world.database.seed(100, others, false)?;
        world.connections.slow_down(if others == 1_000 {
            SLOW
        } else {
            Duration::ZERO
        });
        let series = Series::of(&mut sandbox, world, times, |number| {
            a_change(floor, number, others)
        })
        .await?;
        let figures = [
            series.took()?,
            series.cpu()?,
            series.kilobytes(),
            series.connections(),
        ];
        anyhow::ensure!(
            series.posts() as usize == others,
            "{} posts reached {others} others",
            series.posts()
        );
        for (row, figure) in rows.iter().zip(figures) {
            if let Some(row) = row {
                sample.insert(*row, figure);
            }
        }
    }
    world.connections.slow_down(Duration::ZERO);
    if !floor {
        sample.insert(Row::ChangeGone, one_gone(&mut sandbox, world).await?);
    }
    sample.insert(Row::PeakMemory, sandbox.process.peak()? as f64 / 1e6);
    if !floor {
        sample.insert(Row::Artifact, zipped(subject.artifact())? as f64 / 1e6);
    }
    Ok(())
}

/// A change as that subject understands it: the floor has to be told what to do for it.
fn a_change(floor: bool, number: usize, others: usize) -> Value {
    if !floor {
        return change(number, others);
    }
    let calls = [
        ("UpdateItem", rows::update(&rows::item_id(number % 100))),
        ("Query", rows::of(USERS, connections::TOPIC, BOARD)),
    ];
    events::calls(&calls, others)
}

/// A change of which nine others hear, and one is gone without anybody having noticed, milliseconds.
async fn one_gone(sandbox: &mut Sandbox, world: &World) -> Result<f64> {
    let mut took = Vec::new();
    for number in 0..30 {
        world.database.seed(100, 9, true)?;
        let answer = sandbox.invoke(&change(number, 9)).await?;
        answer.reply()?;
        took.push(answer.took.as_secs_f64() * 1_000.0);
    }
    median(&took[10..]).context("nothing was measured")
}

type Figures = [Option<Row>; 4];

/// Others on the board, changes to measure, and the rows of time, CPU, bytes and connections.
const CHANGES: [(usize, usize, Figures); 4] = [
    (0, 100, [Some(Row::Change0), None, None, None]),
    (
        10,
        60,
        [Some(Row::Change10), None, Some(Row::Change10Bytes), None],
    ),
    (
        100,
        20,
        [
            Some(Row::Change100),
            Some(Row::Change100Cpu),
            Some(Row::Change100Bytes),
            Some(Row::Change100Connections),
        ],
    ),
    (
        1_000,
        6,
        [
            Some(Row::Change1000),
            Some(Row::Change1000Cpu),
            Some(Row::Change1000Bytes),
            None,
        ],
    ),
];

async fn reads(sandbox: &mut Sandbox, world: &World, sample: &mut Sample) -> Result<()> {
    let test = Series::of(sandbox, world, 300, |_| events::test()).await?;
    sample.insert(Row::Test, test.took()?);
    // The same one, so that the board stays as it is.
    let connect = Series::of(sandbox, world, 100, |_| events::connect(0)).await?;
    sample.insert(Row::Connect, connect.took()?);
    for (items, row) in [(100, Row::Scan100), (1_000, Row::Scan1000)] {
        world.database.seed(items, 0, false)?;
        let mut took = Vec::new();
        for _ in 0..30 {
            took.push(scan(sandbox, items).await?);
        }
        // The first ones warm up.
        sample.extend(median(&took[10..]).map(|median| (row, median)));
    }
    Ok(())
}

/// The calls of the database that the board makes, by a bare client that makes nothing of the answers.
async fn bare_calls(sandbox: &mut Sandbox, world: &World, sample: &mut Sample) -> Result<()> {
    let one_row = [(
        "Query",
        rows::of(USERS, connections::TOPIC, &connection_topic(SENDER)),
    )];
    let connect = [
        ("Query", rows::of(USERS, connections::TOPIC, BOARD)),
        ("BatchWriteItem", rows::newcomer(events::now())),
    ];
    // In one call, of as much as the board asks for.
    let scan = [("Query", rows::shown_items())];
    let cases: [(&[_], usize, usize, Row); 4] = [
        (&one_row, 100, 300, Row::Test),
        (&connect, 100, 100, Row::Connect),
        (&scan, 100, 20, Row::Scan100),
        (&scan, 1_000, 20, Row::Scan1000),
    ];
    for (calls, items, times, row) in cases {
        world.database.seed(items, 0, false)?;
        let series = Series::of(sandbox, world, times, |_| events::calls(calls, 0)).await?;
        sample.insert(row, series.took()?);
    }
    Ok(())
}

/// All pages, milliseconds.
async fn scan(sandbox: &mut Sandbox, items: usize) -> Result<f64> {
    let (mut took, mut count) = (0.0, 0);
    let mut start: Option<Value> = None;
    loop {
        let answer = sandbox.invoke(&events::scan(start.as_ref())).await?;
        took += answer.took.as_secs_f64() * 1_000.0;
        let reply = answer.reply()?;
        let page = &reply["response"];
        count += page["Items"].as_array().map_or(0, Vec::len);
        start = page.get("LastEvaluatedKey").cloned();
        if start.is_none() {
            anyhow::ensure!(count == items, "{count} items of {items}");
            return Ok(took);
        }
    }
}
