use crate::Test;

mod builtins;
mod config;
mod outputs;
mod stack;

pub(crate) fn tests() -> impl Iterator<Item = &'static Test> {
    [builtins::TESTS, config::TESTS, outputs::TESTS, stack::TESTS]
        .into_iter()
        .flatten()
}
