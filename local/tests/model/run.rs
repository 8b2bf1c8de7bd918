//! One run: the steps are played, the faults end, and everything is compared.

use super::{
    history::{History, Recorder},
    player::{Board, Command, Player, Shown},
    replica::Rules,
    stack::{Stack, admitted},
    steps::{Action, BOARDS, CLIENTS, Step, board_of},
    verdict::{Verdict, compare, compare_rows},
};
use local::{dynamodb::Call, road::Layer};
use serde_json::{Value, json};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use testkit::client::{PATIENCE, within};
use tokio::sync::{mpsc::UnboundedSender, oneshot};

/// How often the rows are looked at.
const POLL: Duration = Duration::from_millis(20);

/// How often what is wrong is looked at again, and how long after.
const LOOKS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(300);

/// A laptop whose database is recorded, for one run after the other.
pub struct Theatre {
    pub stack: Stack,
    history: Arc<History>,
    rules: Rules,
    /// Faults that there are all the time.
    standing: Vec<&'static str>,
    runs: AtomicU32,
}

type Players = Vec<UnboundedSender<Command>>;

impl Theatre {
    pub async fn open() -> Self {
        Self::with(vec![], vec![], Rules::ALL).await
    }

    /// With layers that take a protection away, faults, and clients that leave a rule out.
    pub async fn with(
        layers: Vec<Arc<dyn Layer<Call>>>,
        standing: Vec<&'static str>,
        rules: Rules,
    ) -> Self {
        let history = Arc::new(History::default());
        let recorder = Arc::new(Recorder(history.clone()));
        Self {
            stack: Stack::with(layers, vec![recorder]).await,
            history,
            rules,
            standing,
            runs: AtomicU32::new(0),
        }
    }

    /// Plays the steps on boards of their own, and returns everything that is not as it should be.
    pub async fn play(&self, seed: u64, steps: &[Step]) -> Vec<String> {
        let (boards, mut violations) = self.play_until_all_go(seed, steps).await;
        violations.extend(self.rows_left_behind(&boards).await);
        violations
    }

    /// Without a look at what stays behind on the boards when everybody has gone.
    pub async fn play_until_all_go(
        &self,
        seed: u64,
        steps: &[Step],
    ) -> (Vec<Arc<Board>>, Vec<String>) {
        let run = self.runs.fetch_add(1, Ordering::SeqCst);
        let boards: Vec<Arc<Board>> = (0..BOARDS)
            .map(|board| self.board(&format!("run-{run}-{board}")))
            .collect();
        self.stack.faults.seed(seed);
        self.stack.fault(&self.standing);
        let log = self.stack.log().len();
        let players: Players = (0..CLIENTS)
            .map(|id| Player::start(id, boards[board_of(id)].clone(), self.rules))
            .collect();
        settled(&players).await;
        for step in steps {
            match step {
                Step::Act(client, action) => send(&players[*client], Command::Act(action.clone())),
                Step::Fault(fault) => self.stack.faults.add(fault.parse().unwrap()),
                Step::Settle => settled(&players).await,
            }
        }
        settled(&players).await;
        self.stack.faults.set([]);
        // Whatever handler is still at work for a client that has left ends at its time-out; handshakes are no longer young.
        self.stack.clock.advance(Duration::from_secs(31));
        let mut violations = Vec::new();
        for board in &boards {
            violations.extend(self.mark(board).await);
        }
        // Who has missed something is closed now, comes back and scans. It gets its heartbeat's answer first, and may be closed a moment
        // after it; whoever has lost something stays wrong.
        let missed = again_while_wrong(async || {
            heartbeat(&players).await;
            heartbeat(&players).await;
            let before = shown(&players).await;
            let given_up = self.stack.given_up_since(log);
            let before: Vec<_> = before
                .iter()
                .enumerate()
                .filter(|(_, shown)| {
                    let connection = shown.connection.as_ref();
                    given_up.is_empty() || connection.is_some_and(|id| !given_up.contains(id))
                })
                .collect();
            self.on_each(&boards, |at, _, verdict| {
                let latest = verdict.latest();
                let mine = before.iter().filter(|(client, _)| board_of(*client) == at);
                mine.flat_map(|(client, Shown { has, .. })| {
                    compare("without a scan", *client, has, &latest, true)
                })
                .collect()
            })
        });
        violations.extend(missed.await);
        // A change for a client that has left may have waited for a sandbox, and be made only now.
        let judged = again_while_wrong(async || {
            for player in &players {
                send(player, Command::Act(Action::Scan));
            }
            let after = shown(&players).await;
            let rows = self.stack.rows("itemsTable");
            self.on_each(&boards, |at, board, verdict| {
                let latest = verdict.latest();
                let mine = after
                    .iter()
                    .enumerate()
                    .filter(|(client, _)| board_of(*client) == at);
                let compared = mine.flat_map(|(client, Shown { has, .. })| {
                    compare("after a scan", client, has, &latest, false)
                });
                let stored = rows
                    .iter()
                    .filter(|row| row["boardId"]["S"] == board.name.as_str());
                let stored: Vec<Value> = stored.cloned().collect();
                let mut wrong = verdict.violations.clone();
                wrong.extend(compared);
                wrong.extend(compare_rows(&stored, &latest));
                wrong
            })
        });
        violations.extend(judged.await);
        for board in &boards {
            self.history.forget(&board.name);
        }
        (boards, violations)
    }

    /// What is wrong on all boards, by what has happened on each so far.
    fn on_each(
        &self,
        boards: &[Arc<Board>],
        wrong_on: impl Fn(usize, &Board, &Verdict) -> Vec<String>,
    ) -> Vec<String> {
        let boards = boards.iter().enumerate();
        let wrong = boards.flat_map(|(at, board)| {
            let verdict = Verdict::of(self.history.of(&board.name));
            wrong_on(at, board, &verdict)
        });
        wrong.collect()
    }

    fn board(&self, name: &str) -> Arc<Board> {
        Arc::new(Board {
            name: name.to_owned(),
            url: self.stack.url(&format!("?format=json&board={name}")),
            history: self.history.clone(),
            known: Mutex::default(),
            tokens: Mutex::default(),
        })
    }

    /// A last change by somebody else. It reaches every connection that has its rows, and finds those that are gone.
    async fn mark(&self, board: &Board) -> Option<String> {
        let mut marker = within(admitted(&board.url), "a handshake").await;
        let create = json!({"action": "createItem", "title": "the end", "status": "done", "requestId": "the end"});
        marker.send(&create).await;
        let reply = loop {
            let frame = marker.json().await;
            // Neither that nor a frame of the gateway's: an event.
            if frame["requestId"] == "the end" || frame.get("connectionId").is_some() {
                break frame;
            }
        };
        let between = (0, self.history.now());
        self.history.request(
            &board.name,
            super::history::Request {
                asked: json!({"action": "createItem", "title": "the end"}),
                between,
                reply: Some(reply.clone()),
            },
        );
        (reply["message"] != "Item created").then(|| format!("without any fault: {reply}"))
    }

    /// Waits until no row is left of connections to these boards, which are all gone; or tells those that stay.
    async fn rows_left_behind(&self, boards: &[Arc<Board>]) -> Option<String> {
        let left = || -> Vec<Value> {
            let rows = self.stack.rows("usersTable").into_iter();
            let mine = rows.filter(|row| {
                let board = row["board"]["S"].as_str();
                boards.iter().any(|ours| board == Some(&ours.name))
            });
            mine.collect()
        };
        let gone = async {
            while !left().is_empty() {
                tokio::time::sleep(POLL).await;
            }
        };
        if tokio::time::timeout(PATIENCE, gone).await.is_ok() {
            return None;
        }
        // `$disconnect` is best effort: a machine may be too slow for it.
        let mut left = left();
        left.retain(|row| self.stack.has_handled_the_end_of(&row["connectionId"]["S"]));
        // Half of its rows may have gone when the time of a fan-out was over: then the others have to wait for a 410.
        let given_up = self.stack.given_up_since(0);
        left.retain(|row| !given_up.contains(&row["connectionId"]["S"]));
        (!left.is_empty()).then(|| format!("rows of connections that are gone: {left:?}"))
    }
}

/// Looks again, some times, if something is wrong.
async fn again_while_wrong(look: impl AsyncFn() -> Vec<String>) -> Vec<String> {
    let mut wrong = look().await;
    for _ in 0..LOOKS {
        if wrong.is_empty() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        wrong = look().await;
    }
    wrong
}

fn send(player: &UnboundedSender<Command>, command: Command) {
    assert!(player.send(command).is_ok(), "a client has ended early");
}

async fn settled(players: &Players) {
    let mut all = Vec::new();
    for player in players {
        let (sender, settled) = oneshot::channel();
        send(player, Command::Settle(sender));
        all.push(settled);
    }
    for settled in all {
        within(settled, "a client to settle")
            .await
            .expect("a client has ended early");
    }
}

async fn heartbeat(players: &Players) {
    for player in players {
        send(player, Command::Act(Action::Heartbeat));
    }
    settled(players).await;
}

async fn shown(players: &Players) -> Vec<Shown> {
    let mut all = Vec::new();
    for player in players {
        let (sender, shown) = oneshot::channel();
        send(player, Command::Show(sender));
        all.push(within(shown, "a client to settle").await.unwrap());
    }
    all
}
