//! A fraction of a core, as Lambda gives it to a function with little memory: a share of CPU time in each period, after which
//! the process stands still until the next one (the kernel's CFS bandwidth control, played by stopping and continuing it).
//!
//! A full core belongs to 1,769 MB: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::process::Process;

/// What Lambda's sandboxes have been seen to use.
const PERIOD: Duration = Duration::from_millis(20);
/// How often the process's CPU time is looked at.
const LOOK: Duration = Duration::from_micros(200);

/// The share of a core of a function with so many megabytes.
pub fn share_of(megabytes: u32) -> f64 {
    (f64::from(megabytes) / 1_769.0).min(1.0)
}

/// Keeps a process to a share of a core. Dropping it lets the process go on freely.
#[derive(Debug)]
pub struct Throttle {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Throttle {
    /// Begins now, with a period of its own.
    pub fn new(process: Process, share: f64) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&over);
        let thread = std::thread::spawn(move || keep(process, PERIOD.mul_f64(share), &flag));
        Self {
            over,
            thread: Some(thread),
        }
    }
}

impl Drop for Throttle {
    fn drop(&mut self) {
        self.over.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            // It does not panic.
            let _ = thread.join();
        }
    }
}

fn keep(process: Process, quota: Duration, over: &AtomicBool) {
    while !over.load(Relaxed) {
        let end = Instant::now() + PERIOD;
        let Ok(before) = process.cpu() else { return };
        process.signal(Signal::SIGCONT);
        while Instant::now() < end {
            let Ok(used) = process.cpu() else { return };
            if used.saturating_sub(before) >= quota {
                process.signal(Signal::SIGSTOP);
                std::thread::sleep(end.saturating_duration_since(Instant::now()));
                break;
            }
            std::thread::sleep(LOOK);
        }
    }
    process.signal(Signal::SIGCONT);
}
