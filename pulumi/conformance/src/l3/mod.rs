use crate::Test;

mod components;
mod loops;

pub(crate) fn tests() -> impl Iterator<Item = &'static Test> {
    [components::TESTS, loops::TESTS].into_iter().flatten()
}
