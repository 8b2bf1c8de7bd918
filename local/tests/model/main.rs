//! Nothing is lost: random clients under faults, and each fault by itself.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod boards_apart;
mod day;
mod faults;
mod history;
mod large_boards;
mod player;
mod replica;
mod run;
mod seeds;
mod shrink;
mod stack;
mod steps;
mod switched_off;
mod switches;
mod verdict;
mod verdict_itself;
