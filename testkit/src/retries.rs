//! Tests of real time, which run again if the machine stalled. Every retry is told, and where `TEST_RETRIES` names a file, is a line in
//! it: a test that often needs one tests nothing.

use futures_util::FutureExt;
use std::{
    cell::Cell,
    env,
    fs::OpenOptions,
    io::Write,
    panic::{AssertUnwindSafe, resume_unwind},
    thread,
    time::{Duration, Instant},
};

const ATTEMPTS: u32 = 5;

/// The deadlines that are tested leave room for a shorter stall.
const STALL: Duration = Duration::from_millis(50);

/// Runs a test of deadlines in real time. If it fails and the machine has stalled meanwhile, it runs again.
///
/// # Panics
///
/// As the test does.
pub async fn undisturbed(test: impl AsyncFn()) {
    for attempt in 1.. {
        let stalled = Cell::new(false);
        let watching = async {
            loop {
                let begun = Instant::now();
                tokio::time::sleep(Duration::from_millis(10)).await;
                stalled.set(stalled.get() || begun.elapsed() > STALL);
            }
        };
        let outcome = tokio::select! {
            biased;
            () = watching => unreachable!("it has no end"),
            outcome = AssertUnwindSafe(test()).catch_unwind() => outcome,
        };
        match outcome {
            Ok(()) => return,
            Err(_) if stalled.get() && attempt < ATTEMPTS => {
                tell(&format!("failed while the machine stalled for {STALL:?}"));
            }
            Err(failure) => resume_unwind(failure),
        }
    }
}

/// Runs an attempt until it takes less than `margin`, and returns what came of it. What happens so shortly before or after a limit proves
/// nothing if the machine stalls.
///
/// # Panics
///
/// If every attempt takes longer.
pub async fn promptly<T>(margin: Duration, attempt: impl AsyncFn() -> T) -> T {
    for _ in 0..ATTEMPTS {
        let begun = Instant::now();
        let outcome = attempt().await;
        if begun.elapsed() < margin {
            return outcome;
        }
        tell(&format!("took more than {margin:?}"));
    }
    panic!("no attempt took less than {margin:?}");
}

fn tell(why: &str) {
    let thread = thread::current();
    let line = format!("{}: {why}\n", thread.name().unwrap_or("a test"));
    eprint!("run again: {line}");
    if let Some(file) = env::var_os("TEST_RETRIES") {
        let file = OpenOptions::new().create(true).append(true).open(file);
        file.and_then(|mut file| file.write_all(line.as_bytes()))
            .expect("a retry that is not counted would hide a bad test");
    }
}
