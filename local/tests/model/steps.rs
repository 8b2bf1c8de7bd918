//! What clients do and what goes wrong meanwhile, chosen by a seed.

use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

pub const CLIENTS: usize = 6;
pub const BOARDS: usize = 2;

/// Steps of a run.
pub const LENGTH: usize = 60;

/// A client's board.
pub fn board_of(client: usize) -> usize {
    client % BOARDS
}

#[derive(Debug, Clone)]
pub enum Step {
    /// A client does something, and does not wait for what comes of it.
    Act(usize, Action),
    /// From now on something goes wrong, in the grammar of `--fault`.
    Fault(&'static str),
    /// All clients wait until nothing of theirs is under way.
    Settle,
}

#[derive(Debug, Clone)]
pub enum Action {
    Create {
        token: bool,
        status: &'static str,
    },
    /// Repeats a create of the client's board that had a token, as one does that got no answer.
    RepeatCreate {
        nth: usize,
    },
    Update {
        item: usize,
        status: &'static str,
        expected: Expected,
    },
    Delete {
        item: usize,
        expected: Expected,
    },
    Scan,
    Heartbeat,
    /// The network is gone: the socket ends without a word.
    Leave,
}

/// `expectedVersion`.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    Nothing,
    /// The version that the client knows.
    Known,
    /// One that the item has never had.
    Wrong,
}

/// Faults that the board must survive without losing anything, and how often each is chosen.
const FAULTS: [(u32, &str); 31] = [
    (3, "PutItem=throttle@1"),
    (3, "UpdateItem=throttle@4"),
    (3, "Query=throttle@2"),
    (2, "PutItem=error@1"),
    (2, "UpdateItem=error@1"),
    (2, "Query=error@1"),
    (2, "writes=reset@1"),
    (2, "reads=reset@1"),
    (4, "PutItem=lost@1"),
    (4, "UpdateItem=lost@1"),
    (3, "UpdateItem=lost@3"),
    (3, "PutItem=lost@3"),
    (1, "UpdateItem=silent@1"),
    (1, "PutItem=hang@1"),
    (3, "Query=slow:30ms@3"),
    (3, "UpdateItem=slow:60ms@1"),
    (3, "BatchWriteItem=slow:60ms@1"),
    (4, "reads=stale:300ms"),
    (3, "BatchWriteItem=unprocessed@1"),
    (2, "BatchWriteItem=lost@1"),
    (2, "PutItem=kill-before@1"),
    (2, "PutItem=kill-during@1"),
    (2, "UpdateItem=kill-during@1"),
    (2, "UpdateItem=kill-after@1"),
    (1, "UpdateItem=freeze:200ms@1"),
    (3, "post=throttle@3"),
    (4, "post=error@30"),
    (3, "BatchWriteItem=freeze:200ms@1"),
    (2, "post=slow:40ms@4"),
    (2, "delete=error@2"),
    (2, "post=kill-during@1"),
];

fn action() -> impl Strategy<Value = Action> {
    let status = || select(&["todo", "inprogress", "done"][..]);
    let expected = || {
        prop_oneof![
            3 => Just(Expected::Nothing),
            3 => Just(Expected::Known),
            1 => Just(Expected::Wrong),
        ]
    };
    prop_oneof![
        8 => (any::<bool>(), status()).prop_map(|(token, status)| Action::Create { token, status }),
        3 => (0..64usize).prop_map(|nth| Action::RepeatCreate { nth }),
        10 => (0..64usize, status(), expected())
            .prop_map(|(item, status, expected)| Action::Update { item, status, expected }),
        4 => (0..64usize, expected()).prop_map(|(item, expected)| Action::Delete { item, expected }),
        2 => Just(Action::Scan),
        2 => Just(Action::Heartbeat),
        2 => Just(Action::Leave),
    ]
}

fn steps(length: usize) -> impl Strategy<Value = Vec<Step>> {
    let fault = prop::strategy::Union::new_weighted(
        FAULTS
            .map(|(weight, fault)| (weight, Just(Step::Fault(fault))))
            .to_vec(),
    );
    let step = prop_oneof![
        20 => (0..CLIENTS, action()).prop_map(|(client, action)| Step::Act(client, action)),
        6 => fault,
        2 => Just(Step::Settle),
    ];
    vec(step, length)
}

/// The steps of a seed, always the same.
pub fn of_seed(seed: u64, length: usize) -> Vec<Step> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    steps(length).new_tree(&mut runner).unwrap().current()
}
