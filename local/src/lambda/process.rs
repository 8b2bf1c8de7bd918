//! The process of a sandbox, and whatever it starts: a process group that lives and ends as one.

use std::{io, process::Stdio};
use tokio::{
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
    sync::watch,
};

/// A running process. Dropping it kills its whole group.
pub(super) struct Process {
    group: Group,
    exit: watch::Receiver<Option<String>>,
    /// Its end tells the sandbox that the laptop is gone.
    _tether: Option<ChildStdin>,
}

/// What a process writes.
pub(super) struct Output {
    pub(super) stdout: ChildStdout,
    pub(super) stderr: ChildStderr,
}

impl Process {
    /// Starts it, as the leader of a group of its own.
    pub(super) fn spawn(mut command: Command) -> io::Result<(Self, Output)> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // If the laptop's runtime ends before anything else could.
            .kill_on_drop(true);
        command.process_group(0);
        let mut child = command.spawn()?;
        #[cfg(target_os = "linux")]
        limit_descriptors(&child);
        let tether = child.stdin.take();
        let output = Output {
            stdout: child.stdout.take().expect("it was made a pipe above"),
            stderr: child.stderr.take().expect("it was made a pipe above"),
        };
        let group = Group::of(&child);
        let (exited, exit) = watch::channel(None);
        tokio::spawn(wait(child, group, exited));
        Ok((
            Self {
                group,
                exit,
                _tether: tether,
            },
            output,
        ))
    }

    /// Waits until it has ended, and says how: `exit status: 1`, `signal: 9 (SIGKILL)`.
    pub(super) async fn exited(&self) -> String {
        match self.exit.clone().wait_for(Option::is_some).await.as_deref() {
            Ok(Some(status)) => status.clone(),
            // Nobody waits for it any more, since the laptop's runtime is ending.
            _ => "unknown status".to_owned(),
        }
    }

    /// Its group, to be disturbed while it is at work.
    pub(super) fn group(&self) -> Group {
        self.group
    }

    /// Kills the group, unless it has ended.
    pub(super) fn kill(&self) {
        if self.exit.borrow().is_none() {
            self.group.kill();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// How many file descriptors a sandbox has.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
#[cfg(target_os = "linux")]
const DESCRIPTORS: u64 = 1_024;

/// What runs out of them deployed is to run out of them here.
#[cfg(target_os = "linux")]
fn limit_descriptors(child: &Child) {
    use rustix::process::{Resource, Rlimit, prlimit};
    let limit = Rlimit {
        current: Some(DESCRIPTORS),
        maximum: Some(DESCRIPTORS),
    };
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(id) = id.and_then(rustix::process::Pid::from_raw) {
        // Fails if it has ended already, or if the laptop itself may not have as many.
        let _ = prlimit(Some(id), Resource::Nofile, limit);
    }
}

async fn wait(mut child: Child, group: Group, exited: watch::Sender<Option<String>>) {
    let status = match child.wait().await {
        Ok(status) => status.to_string(),
        Err(error) => format!("unknown status: {error}"),
    };
    // What it started ends with it. While any of that lives, the group's id cannot be anyone else's.
    group.kill();
    exited.send_replace(Some(status));
}

/// The id of a process group, if the process still was there to have one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group(Option<rustix::process::Pid>);

impl Group {
    fn of(leader: &Child) -> Self {
        let id = leader.id().and_then(|id| i32::try_from(id).ok());
        Self(id.and_then(rustix::process::Pid::from_raw))
    }

    pub(super) fn kill(self) {
        self.signal(rustix::process::Signal::KILL);
    }

    /// Stops it where it is.
    pub(super) fn freeze(self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// Lets it go on.
    pub(super) fn thaw(self) {
        self.signal(rustix::process::Signal::CONT);
    }

    fn signal(self, signal: rustix::process::Signal) {
        if let Some(id) = self.0 {
            // The only failure is that nobody is left in it.
            let _ = rustix::process::kill_process_group(id, signal);
        }
    }
}

/// Ends this process, and everything in its group if it leads one.
pub(super) fn end_own_group() {
    if rustix::process::getpgrp() == rustix::process::getpid() {
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::KILL);
    }
    std::process::exit(1);
}
