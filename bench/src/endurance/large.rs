//! A board far larger than a message.

use super::{Row, client::Client, laptop::Laptop};
use crate::statistics::median;
use anyhow::{Context as _, Result, ensure};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use std::{path::Path, time::Instant};

const ITEMS: usize = 50_000;

/// Creates under way at a time.
const WRITES: usize = 16;

/// Creates that are timed on each of the two boards.
const TIMED: usize = 200;

/// A message may have so many bytes.
const MESSAGE: usize = 128 * 1024;

/// How much longer a create may take than on an empty board: what two medians of the same thing differ by here.
const SPREAD: f64 = 1.3;

/// Fills a board with items that have the longest titles there are, reads it in pages, and holds creates on it against creates
/// on a board that is empty.
///
/// # Errors
/// It could not be tried.
pub async fn board(executable: &Path) -> Result<Row> {
    let laptop = Laptop::start(executable, ["--in-memory"]).await?;
    let writer = Client::connect(laptop.board("large")).await?;
    stream::iter(0..ITEMS)
        .map(|_| create(&writer))
        .buffer_unordered(WRITES)
        .try_collect::<()>()
        .await?;
    let newcomer = Client::connect(laptop.board("large")).await?;
    let read = newcomer.heard();

    let small = Client::connect(laptop.board("small")).await?;
    // Somebody to tell, as there is on the other board.
    let _listener = Client::connect(laptop.board("small")).await?;
    let (mut on_large, mut on_small) = (Vec::new(), Vec::new());
    // In turn, so that whatever else this machine does weighs on both.
    for _ in 0..TIMED {
        on_large.push(timed(&writer).await?);
        on_small.push(timed(&small).await?);
    }
    let (on_large, on_small) = median(&on_large)
        .zip(median(&on_small))
        .context("nothing was timed")?;
    let ratio = on_large / on_small;
    Ok(Row {
        test: format!("{ITEMS} items with titles of 1,000 four-byte characters on one board"),
        figure: format!(
            "{} of them read in {} pages, the longest of {:.1} KB; a create takes {on_large:.2} ms, on an almost empty board {on_small:.2} ms (medians, ratio {ratio:.2})",
            read.versions.len(),
            read.pages,
            read.longest_page as f64 / 1024.0,
        ),
        holds: read.versions.len() == ITEMS && read.longest_page <= MESSAGE && ratio <= SPREAD,
    })
}

async fn create(client: &Client) -> Result<()> {
    let title = "\u{1f469}".repeat(1_000);
    let request = json!({"action": "createItem", "title": title, "status": "todo"});
    let reply = client.ask(request).await.context("no reply to a create")?;
    ensure!(reply["item"]["itemId"].is_string(), "{}", shortened(&reply));
    Ok(())
}

/// How long a create takes, in milliseconds.
async fn timed(client: &Client) -> Result<f64> {
    let start = Instant::now();
    create(client).await?;
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}

fn shortened(reply: &Value) -> String {
    reply.to_string().chars().take(200).collect()
}
