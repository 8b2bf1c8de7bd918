//! Sandboxes as processes over the real Runtime API, and laptops whose functions are ours.
//!
//! The test's executable plays every part, as the laptop's own does: started as a sandbox it is the function's handler.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub
)]

mod at_work;
mod authorizers;
mod environment;
mod fixture;
mod gate;
mod handler;
mod laptop_gone;
mod life;
mod load;
mod runtime_api;
mod sizes;
mod start;

use libtest_mimic::{Arguments, Trial};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [_, "descendant", gate] => handler::descendant(gate),
        [_, "laptop", gate, what] => laptop_gone::laptop(gate, what),
        _ if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() => handler::sandbox(),
        _ => libtest_mimic::run(&Arguments::from_args(), trials()).exit_code(),
    }
}

macro_rules! trials {
    ($($module:ident: $($name:ident)*;)*) => {
        vec![$($(trial(concat!(stringify!($module), "::", stringify!($name)), $module::$name)),*),*]
    };
}

/// Every test. One that is not listed here is a warning of the compiler.
fn trials() -> Vec<Trial> {
    trials! {
        at_work:
            an_answer_is_what_the_handler_returned
            an_error_of_the_handler_is_told_in_its_words
            a_panic_of_the_handler_is_an_error_and_the_sandbox_goes_on
            a_sandbox_that_ends_in_the_middle_fails_that_event_and_is_replaced
            a_sandbox_that_is_killed_in_the_middle_fails_that_event
            at_the_declared_timeout_the_sandbox_is_killed_and_replaced
            what_a_sandbox_started_is_killed_with_it
            an_invocation_that_nobody_waits_for_runs_to_its_end
            lines_go_to_the_sink_under_the_sandboxs_stream;
        authorizers:
            an_authorizer_lets_in_whom_it_allows_and_later_events_say_who_that_is
            an_authorizer_that_denies_is_403_and_one_that_knows_nobody_is_401
            a_handshake_without_an_identity_source_is_401
            an_authorizer_that_fails_is_500
            an_authorizer_that_the_api_may_not_invoke_is_500
            an_authorizer_is_for_connect_only
            an_authorizer_must_be_declared
            an_identity_source_that_is_none_is_named;
        environment:
            a_sandbox_has_what_is_declared_and_what_lambda_sets_and_nothing_else
            a_declared_variable_wins_over_the_laptops
            reserved_variables_cannot_be_declared
            names_and_values_that_lambda_refuses_are_refused;
        laptop_gone:
            a_free_sandbox_ends_when_the_laptop_is_killed
            a_sandbox_at_work_ends_when_the_laptop_is_killed;
        life:
            a_sandbox_without_work_is_ended_after_the_idle_time
            a_free_sandbox_that_ended_gets_no_event
            a_sandbox_that_ends_after_its_answer_costs_nobody_anything
            a_sandbox_that_never_asks_again_is_ended_at_its_timeout
            shutting_down_ends_every_sandbox
            dropping_the_function_ends_its_sandboxes;
        load:
            a_free_sandbox_is_used_again
            a_client_that_sends_on_at_once_gets_the_same_sandbox
            the_sandbox_that_was_used_last_is_used_first
            events_at_the_same_time_get_a_sandbox_each
            an_event_waits_for_a_sandbox_when_all_are_at_work
            beyond_the_concurrency_events_are_throttled;
        runtime_api:
            an_event_comes_with_lambdas_headers
            the_deadline_is_in_real_time_wherever_the_clock_stands
            what_does_not_fit_the_sandboxs_state_is_refused
            an_event_is_not_lost_when_the_sandbox_hangs_up_and_asks_again
            an_event_that_the_sandbox_did_not_take_goes_to_another
            an_event_that_a_new_sandbox_did_not_take_fails;
        sizes:
            six_megabytes_go_both_ways
            an_event_that_is_too_large_is_refused
            an_answer_that_is_too_large_is_an_error_and_the_sandbox_goes_on;
        start:
            a_function_that_is_warmed_up_serves_from_that_sandbox
            a_handler_that_ends_at_its_start_shows_its_last_lines
            a_handler_that_reports_why_it_cannot_start_is_quoted
            a_handler_that_never_asks_for_an_event_is_given_up
            an_executable_that_is_not_there_is_named
            an_event_fails_when_no_sandbox_comes_up;
    }
}

fn trial<F: Future<Output = ()> + 'static>(name: &str, test: fn() -> F) -> Trial {
    Trial::test(name, move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        runtime.block_on(test());
        Ok(())
    })
}
