//! A process's CPU and memory, as Linux tells them: <https://docs.kernel.org/filesystems/proc.html>.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};
use nix::sys::signal::{Signal, kill};
use nix::time::{clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;

/// A process of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process(Pid);

impl Process {
    /// The process of that id.
    pub fn of(id: u32) -> Option<Self> {
        Some(Self(Pid::from_raw(id.try_into().ok()?)))
    }

    /// Time that its threads have been on a CPU, those that have ended included.
    pub fn cpu(self) -> Result<Duration> {
        Ok(clock_gettime(clock_getcpuclockid(self.0)?)?.into())
    }

    /// Memory that it has in RAM, bytes.
    pub fn resident(self) -> Result<u64> {
        self.status("VmRSS:")
    }

    /// The most memory that it has had in RAM, bytes.
    pub fn peak(self) -> Result<u64> {
        self.status("VmHWM:")
    }

    /// Freezes it, lets it go on, or asks it to end.
    pub fn signal(self, signal: Signal) {
        // One that has ended needs no signal.
        let _ = kill(self.0, signal);
    }

    fn status(self, field: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let line = status.lines().find(|line| line.starts_with(field));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        let kilobytes: u64 = kilobytes.with_context(|| format!("no {field}"))?.parse()?;
        Ok(kilobytes * 1_024)
    }
}
