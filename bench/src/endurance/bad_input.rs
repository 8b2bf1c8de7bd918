//! A million inputs, made of the corpus by chance.

use super::Row;
use anyhow::Result;
use fuzz::{Inputs, Sockets, decode};
use std::panic::{AssertUnwindSafe, catch_unwind};

const INPUTS: usize = 1_000_000;

/// A row for the decoder, and one for the gateway's sockets, each with inputs that no other run had.
///
/// # Errors
/// There is no corpus.
pub async fn a_million_each() -> Result<Vec<Row>> {
    // The gateway has a runtime of its own, which may not be driven from within this one.
    tokio::task::spawn_blocking(|| {
        let seed = fastrand::u64(..);
        let sockets = Sockets::default();
        let frames = survived("frames", seed, |input| sockets.send(input))?;
        sockets.serves();
        Ok(vec![survived("decoder", seed, decode)?, frames])
    })
    .await?
}

fn survived(target: &str, seed: u64, take: impl Fn(&[u8])) -> Result<Row> {
    let mut inputs = Inputs::of(target, seed)?.take(INPUTS).enumerate();
    let broke = inputs.find(|(_, input)| catch_unwind(AssertUnwindSafe(|| take(input))).is_err());
    Ok(Row {
        test: format!("{INPUTS} fuzz inputs, {target}"),
        figure: match &broke {
            None => format!("0 panics (seed {seed})"),
            Some((number, input)) => format!(
                "input {number} of seed {seed} is not survived: {}",
                input.escape_ascii()
            ),
        },
        holds: broke.is_none(),
    })
}
