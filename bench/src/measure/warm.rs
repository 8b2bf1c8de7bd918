//! One sandbox through everything that it is asked while it is warm.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::series::Series;
use crate::artifact::zipped;
use crate::events;
use crate::goals::Sample;
use crate::sandbox::{Answer, Sandbox, Subject};
use crate::statistics::median;
use crate::world::World;

/// What peers take to answer when there are a thousand of them.
const SLOW: Duration = Duration::from_millis(5);

/// Changes that nobody measures.
const WARM_UP: usize = 50;

/// Others on the board, and changes to measure.
const CHANGES: [(usize, usize); 4] = [(0, 100), (10, 60), (100, 20), (1_000, 6)];

/// Statuses in turn, so that every change changes something.
pub(super) fn change(number: usize, others: usize) -> Value {
    let statuses = ["inprogress", "done", "todo"];
    let round = number / 100;
    events::update(number % 100, statuses[round % 3], others)
}

/// Measures it.
pub async fn measure(subject: &Subject, world: &World, sample: &mut Sample) -> Result<()> {
    let mut sandbox = Sandbox::start(subject, world, false).await?;
    // A compiler that works at run time, and connections that stay open, are warm before anything is timed.
    let peers = 100;
    world.database.seed(100, peers, false)?;
    let mut source = Source::of(subject, world).await?;
    let warm_up = source.changes(world, peers).await?;
    for number in 0..WARM_UP {
        sandbox.invoke(&warm_up(number)).await?.succeeded()?;
    }
    world.database.seed(100, 0, false)?;
    let mistake = |_| Ok(events::unknown());
    let replied = |answer: &Answer| answer.reply().map(drop);
    let unread = Series::of(&mut sandbox, world, 300, replied, mistake).await?;
    sample.insert("Unread".to_owned(), unread.took()?);
    reads(&mut sandbox, &mut source, world, sample).await?;
    for (others, times) in CHANGES {
        world.database.seed(100, others, false)?;
        let change = source.changes(world, others).await?;
        world.connections.slow_down(if others == 1_000 {
            SLOW
        } else {
            Duration::ZERO
        });
        let change = |number| Ok(change(number));
        let series = Series::of(&mut sandbox, world, times, Answer::succeeded, change).await?;
        anyhow::ensure!(
            series.posts() as usize == others,
            "{} posts reached {others} others",
            series.posts()
        );
        for (what, figure) in [
            ("", series.took()?),
            ("Cpu", series.cpu()?),
            ("Bytes", series.kilobytes()),
            ("Connections", series.connections()),
        ] {
            sample.insert(format!("Change{others}{what}"), figure);
        }
    }
    world.connections.slow_down(Duration::ZERO);
    if let Source::Itself = source {
        // A change of which nine others hear, and one is gone without anybody having noticed.
        let gone = |number| {
            world.database.seed(100, 9, true)?;
            Ok(change(number, 9))
        };
        let gone = Series::of(&mut sandbox, world, 20, Answer::succeeded, gone).await?;
        sample.insert("ChangeGone".to_owned(), gone.took()?);
    }
    let peak = sandbox.process.peak()? as f64 / 1e6;
    sample.insert("PeakMemory".to_owned(), peak);
    if let Subject::Baseline { bundle: file, .. } | Subject::Board(file) = subject {
        sample.insert("Artifact".to_owned(), zipped(file)? as f64 / 1e6);
    }
    Ok(())
}

async fn reads(
    sandbox: &mut Sandbox,
    source: &mut Source,
    world: &World,
    sample: &mut Sample,
) -> Result<()> {
    // The same newcomer again and again, so that the board stays as it is.
    for (row, event, times) in [
        ("Test", events::test(), 300),
        ("Connect", events::connect(0), 100),
    ] {
        let event = source.event(world, event, 0).await?;
        let again = |_| Ok(event.clone());
        let series = Series::of(sandbox, world, times, Answer::succeeded, again).await?;
        sample.insert(row.to_owned(), series.took()?);
    }
    for items in [100, 1_000] {
        world.database.seed(items, 0, false)?;
        let took = match source {
            Source::Itself => {
                let mut took = Vec::new();
                for _ in 0..30 {
                    took.push(scan(sandbox, items).await?);
                }
                // The first ones warm up.
                median(&took[10..]).context("nothing was measured")?
            }
            Source::Board(board) => {
                world.database.take();
                scan(board, items).await?;
                let event = events::calls(&world.database.take().calls, 0);
                let again = |_| Ok(event.clone());
                let series = Series::of(sandbox, world, 20, Answer::succeeded, again).await?;
                series.took()?
            }
        };
        sample.insert(format!("Scan{items}"), took);
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
            anyhow::ensure!(count == items, "{count} items of {items}: {reply}");
            return Ok(took);
        }
    }
}

/// From where a function knows what to do for an event.
enum Source {
    /// It knows by itself.
    Itself,
    /// It is told to make the calls that this sandbox, the board's, makes for the same event.
    Board(Sandbox),
}

impl Source {
    async fn of(subject: &Subject, world: &World) -> Result<Self> {
        let Subject::Floor { bootstrap, .. } = subject else {
            return Ok(Self::Itself);
        };
        let mut board = Sandbox::start(&Subject::Board(bootstrap.clone()), world, true).await?;
        // A sandbox does some things only the first time.
        board.invoke(&change(0, 0)).await?.succeeded()?;
        Ok(Self::Board(board))
    }

    /// An event as the function understands it, of which so many others hear.
    async fn event(&mut self, world: &World, event: Value, others: usize) -> Result<Value> {
        let Self::Board(board) = self else {
            return Ok(event);
        };
        world.database.take();
        board.invoke(&event).await?.succeeded()?;
        Ok(events::calls(&world.database.take().calls, others))
    }

    /// Changes by number, of which so many others hear.
    async fn changes(
        &mut self,
        world: &World,
        others: usize,
    ) -> Result<impl Fn(usize) -> Value + use<>> {
        let told = self.event(world, change(1, others), others).await?;
        let knows = matches!(self, Self::Itself);
        Ok(move |number| match knows {
            true => change(number, others),
            false => told.clone(),
        })
    }
}
