use crate::Test;

mod components;
mod failures;
mod hooks;
mod invokes;
pub(crate) mod names;
mod options;
mod providers;
mod reads;
mod resources;
pub(crate) mod types;

pub(crate) fn tests() -> impl Iterator<Item = &'static Test> {
    [
        components::TESTS,
        failures::TESTS,
        hooks::TESTS,
        invokes::TESTS,
        names::TESTS,
        options::TESTS,
        providers::TESTS,
        reads::TESTS,
        resources::TESTS,
        types::TESTS,
    ]
    .into_iter()
    .flatten()
}
