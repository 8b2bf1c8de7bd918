//! Which sandbox takes which event, how many there are, and when one ends.
//!
//! Each sandbox is owned by a task of its own. A sandbox at work, or coming up, holds one of as many slots as there may be
//! sandboxes; a free one holds none, but is on the list of free ones. A sandbox is started only by who has a slot and
//! finds that list empty, so there are never more sandboxes than slots.

use super::{
    environment::FunctionConfig,
    error::{InitFailure, InvokeError},
    options::Options,
    sandbox::{Invoked, Sandbox},
};
use bytes::Bytes;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use testkit::runtime_api::MAX_EVENT;
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, oneshot, watch},
    task::JoinSet,
    time::timeout,
};

/// How long an event waits for a sandbox that has answered and is about to ask for its next event, before another one is started
/// for it. Without this, a client that sends on at once would get a second sandbox.
const NEARLY_FREE: Duration = Duration::from_millis(100);

pub(super) struct Pool {
    config: Arc<FunctionConfig>,
    options: Options,
    slots: Arc<Semaphore>,
    roster: Mutex<Roster>,
    freed: Notify,
    tasks: Mutex<JoinSet<()>>,
    stopped: watch::Sender<bool>,
}

/// The sandboxes that are free, or nearly so.
#[derive(Default)]
struct Roster {
    /// The one used last is taken first, so that the others can end.
    free: Vec<oneshot::Sender<Job>>,
    /// How many have come up or answered, and are not on the list yet.
    nearly_free: usize,
}

/// The right to have a sandbox at work.
type Slot = OwnedSemaphorePermit;

/// An event, and who waits for its answer; or none, for who waits until a sandbox is up.
struct Job {
    event: Option<Bytes>,
    slot: Slot,
    reply: oneshot::Sender<Result<Bytes, InvokeError>>,
}

impl Pool {
    pub(super) fn new(config: FunctionConfig, options: Options) -> Self {
        Self {
            config: Arc::new(config),
            slots: Arc::new(Semaphore::new(options.concurrency)),
            options,
            roster: Mutex::default(),
            freed: Notify::new(),
            tasks: Mutex::default(),
            stopped: watch::Sender::new(false),
        }
    }

    pub(super) async fn warm_up(self: &Arc<Self>) -> Result<(), InvokeError> {
        let slot = self.slot().await?;
        self.nearly_free().await;
        if self.roster().free.iter().any(|free| !free.is_closed()) {
            return Ok(());
        }
        let (reply, outcome) = oneshot::channel();
        let event = None;
        self.start_sandbox(Job { event, slot, reply });
        let up = outcome.await.unwrap_or(Err(InvokeError::Stopped));
        up.map(drop)
    }

    pub(super) async fn invoke(self: &Arc<Self>, event: Bytes) -> Result<Bytes, InvokeError> {
        if event.len() > MAX_EVENT {
            return Err(InvokeError::EventTooLarge { size: event.len() });
        }
        let slot = self.slot().await?;
        self.nearly_free().await;
        let (reply, answer) = oneshot::channel();
        let event = Some(event);
        self.dispatch(Job { event, slot, reply });
        answer.await.unwrap_or(Err(InvokeError::Stopped))
    }

    /// Starts ending every sandbox.
    pub(super) fn stop(&self) {
        self.stopped.send_replace(true);
        self.slots.close();
    }

    pub(super) async fn shutdown(&self) {
        self.stop();
        let mut tasks = std::mem::take(&mut *self.tasks());
        while tasks.join_next().await.is_some() {}
    }

    async fn slot(&self) -> Result<Slot, InvokeError> {
        match timeout(self.options.patience, self.slots.clone().acquire_owned()).await {
            Ok(Ok(slot)) => Ok(slot),
            Ok(Err(_closed)) => Err(InvokeError::Stopped),
            Err(_) => Err(InvokeError::Throttled {
                concurrency: self.options.concurrency,
            }),
        }
    }

    /// Waits for a sandbox to be free if one is about to be.
    async fn nearly_free(&self) {
        let wait = async {
            loop {
                let freed = self.freed.notified();
                {
                    let roster = self.roster();
                    if !roster.free.is_empty() || roster.nearly_free == 0 {
                        return;
                    }
                }
                freed.await;
            }
        };
        // Past this time the event gets a sandbox of its own.
        let _ = timeout(NEARLY_FREE, wait).await;
    }

    /// Gives the event to the sandbox that was used last, and to a new one if none is free.
    fn dispatch(self: &Arc<Self>, mut job: Job) {
        loop {
            let Some(free) = self.roster().free.pop() else {
                break;
            };
            match free.send(job) {
                Ok(()) => return,
                // It has ended.
                Err(unsent) => job = unsent,
            }
        }
        self.start_sandbox(job);
    }

    fn start_sandbox(self: &Arc<Self>, job: Job) {
        let mut tasks = self.tasks();
        // Those that have ended.
        while tasks.try_join_next().is_some() {}
        if !*self.stopped.borrow() {
            tasks.spawn(self.clone().own_sandbox(job));
        }
    }

    /// The life of a sandbox.
    async fn own_sandbox(self: Arc<Self>, job: Job) {
        let spawned = Sandbox::spawn(self.config.clone(), &self.options).await;
        let mut sandbox = match spawned {
            Ok(sandbox) => sandbox,
            Err(failure) => return job.fail(failure),
        };
        let mut stopped = self.stopped.subscribe();
        tokio::select! {
            () = self.work(&mut sandbox, job) => {}
            _ = stopped.wait_for(|stopped| *stopped) => {}
        }
        sandbox.end().await;
    }

    /// Everything that a sandbox does until it ends, or has nothing to do for too long.
    async fn work(self: &Arc<Self>, sandbox: &mut Sandbox, job: Job) {
        if let Err(failure) = sandbox.initialise(self.options.init_timeout).await {
            return job.fail(failure);
        }
        let mut next = Some(job);
        while let Some(Job { event, slot, reply }) = next {
            let Some(event) = event else {
                let nearly_free = NearlyFree::new(self);
                let _ = reply.send(Ok(Bytes::new()));
                next = self.be_free(sandbox, slot, nearly_free).await;
                continue;
            };
            next = match sandbox.invoke(event).await {
                Invoked::Answered(result, work) => {
                    let nearly_free = NearlyFree::new(self);
                    // Nobody may wait for it any more.
                    let _ = reply.send(result);
                    if !sandbox.settle(work).await {
                        return;
                    }
                    self.be_free(sandbox, slot, nearly_free).await
                }
                Invoked::Ended(error) => {
                    let _ = reply.send(Err(error));
                    return;
                }
                Invoked::NotTaken(event) => {
                    let event = Some(event);
                    return self.dispatch(Job { event, slot, reply });
                }
            };
        }
    }

    /// Waits for the next event. None if the sandbox ended, or is to end.
    async fn be_free(
        self: &Arc<Self>,
        sandbox: &Sandbox,
        slot: Slot,
        nearly_free: NearlyFree<'_>,
    ) -> Option<Job> {
        let (hand_out, mut handed_out) = oneshot::channel();
        let idle_until = self.options.clock.instant() + self.options.idle_after;
        self.roster().free.push(hand_out);
        // In this order: who finds no free sandbox may start one.
        drop((nearly_free, slot));
        let ended = tokio::select! {
            biased;
            job = &mut handed_out => return job.ok(),
            () = sandbox.ended() => true,
            () = self.options.clock.sleep_until(idle_until) => false,
        };
        // Once this is closed, a job that was handed out at this moment is either here or was not sent.
        handed_out.close();
        self.roster().free.retain(|free| !free.is_closed());
        let job = handed_out.try_recv().ok()?;
        if ended {
            self.dispatch(job);
            return None;
        }
        Some(job)
    }

    fn roster(&self) -> MutexGuard<'_, Roster> {
        self.roster.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tasks(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    fn fail(self, failure: InitFailure) {
        // Nobody may wait for it any more.
        let _ = self.reply.send(Err(failure.into()));
    }
}

/// A sandbox that has come up or answered, until it is on the list of free ones or has ended.
struct NearlyFree<'a>(&'a Pool);

impl<'a> NearlyFree<'a> {
    fn new(pool: &'a Pool) -> Self {
        pool.roster().nearly_free += 1;
        Self(pool)
    }
}

impl Drop for NearlyFree<'_> {
    fn drop(&mut self) {
        self.0.roster().nearly_free -= 1;
        self.0.freed.notify_waiters();
    }
}
