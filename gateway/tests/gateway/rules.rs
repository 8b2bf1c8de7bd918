//! What API Gateway does, row by row, each with the tests that show it here: `rules.md`, beside the crate's manifest.
//!
//! A row without a test does not compile, nor does one whose test here was renamed. Some rules hold beyond the gateway, and are shown
//! by tests of other crates, which are looked for in their files. `GOLDEN=rewrite cargo test -p gateway` writes the
//! file anew.

use crate::{
    authorizers, bad_input, callers, connections, departures, events, frames, handshake, http,
    replies, routes, stuffed, throttles, time_limits,
};
use gateway::{Throttle, limits};
use std::{
    fmt::{self, Write},
    path::Path,
    time::Duration,
};

struct Row {
    rule: &'static str,
    outcome: String,
    source: Source,
    tests: Vec<&'static str>,
}

/// Rows of a chapter: a rule, what comes of it, how it is known, and its tests.
macro_rules! rows {
    ($($rule:literal => $outcome:literal, $source:ident:
        $($test:path),* $(| $file:literal: $($there:ident),+)*;)*) => {
        vec![$(Row {
            rule: $rule,
            outcome: $outcome.to_owned(),
            source: Source::$source,
            tests: [tests![$($test),*] $(, tests_there![$file: $($there),+])*].concat(),
        }),*]
    };
}

/// The names of tests that exist.
macro_rules! tests {
    ($($test:path),*) => {{
        let _: &[fn()] = &[$($test),*];
        vec![$(stringify!($test)),*] as Vec<&'static str>
    }};
}

/// The names of tests of another crate, behind the file that has them.
macro_rules! tests_there {
    ($file:literal: $($test:ident),+) => {{
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../", $file));
        vec![$({
            let test = concat!("fn ", stringify!($test), "() {");
            assert!(text.contains(test), "{} has no `{test}`", $file);
            concat!($file, "::", stringify!($test))
        }),+]
    }};
}

/// How a rule is known.
#[derive(Clone, Copy)]
enum Source {
    /// By AWS's documentation or service model.
    Documented,
    /// By captured logs, or by what people report.
    Observed,
    /// By inference: the first to change if AWS turns out to do otherwise.
    Inferred,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        })
    }
}

/// A limit by its name on AWS's page, or ours for what that page does not list.
struct LimitRow {
    name: &'static str,
    value: String,
    source: Source,
    beyond: &'static str,
    beyond_source: Source,
    tests: Vec<&'static str>,
}

/// Rows of limits: a name, a value, how it is known, what happens beyond it, how that is known, and its tests.
macro_rules! limits {
    ($($name:literal = $value:expr, $source:ident => $beyond:literal, $beyond_source:ident: $($test:path),+;)*) => {
        vec![$(LimitRow {
            name: $name,
            value: $value,
            source: Source::$source,
            beyond: $beyond,
            beyond_source: Source::$beyond_source,
            tests: tests![$($test),+],
        }),*]
    };
}

/// A span for people.
fn span(span: Duration) -> String {
    match span.as_secs() {
        0 => format!("{} ms", span.as_millis()),
        seconds if seconds % 3600 == 0 => format!("{} h", seconds / 3600),
        seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}

fn limit_rows() -> Vec<LimitRow> {
    let requests = || {
        let Throttle { rate, burst } = limits::REQUESTS;
        format!("{rate} a second, {burst} at once")
    };
    limits! {
        "Message payload size (bytes)" = limits::MESSAGE_BYTES.to_string(), Documented => "closed with 1009", Documented:
            frames::a_message_of_128_kilobytes_in_fragments_is_taken,
            frames::a_message_above_128_kilobytes_closes_with_1009;
        "WebSocket frame size (bytes)" = limits::FRAME_BYTES.to_string(), Documented => "closed with 1009", Documented:
            frames::a_frame_of_32_kilobytes_is_taken,
            frames::a_frame_above_32_kilobytes_closes_with_1009;
        "Binary frames from a client" = "none".to_owned(), Documented => "closed with 1003", Documented:
            frames::a_binary_frame_closes_with_1003;
        "Idle connection timeout" = span(limits::IDLE), Documented => "closed with 1001", Inferred:
            time_limits::a_connection_without_data_for_10_minutes_is_closed_with_1001,
            time_limits::a_message_begins_the_10_minutes_anew,
            time_limits::a_post_begins_the_10_minutes_anew;
        "Connection duration for WebSocket API" = span(limits::CONNECTION), Documented => "closed with 1001", Inferred:
            time_limits::a_connection_is_closed_after_2_hours_however_busy;
        "Integration timeout" = span(limits::INTEGRATION_TIMEOUT), Documented => "error frame `Endpoint request timed out`; handshake 504", Documented:
            time_limits::an_integration_that_takes_longer_than_29_seconds_gets_an_error_frame,
            time_limits::a_declared_timeout_holds_instead_of_29_seconds,
            time_limits::an_invocation_that_timed_out_runs_to_its_end;
        "Integration timeout, the least" = span(limits::INTEGRATION_TIMEOUT_MIN), Documented => "cannot be declared", Documented:
            time_limits::a_timeout_is_between_50_milliseconds_and_29_seconds;
        "New connections per second per account (across all WebSocket APIs) per Region" = limits::NEW_CONNECTIONS.rate.to_string(), Documented => "handshake 429", Documented:
            throttles::more_new_connections_than_the_account_may_make_are_429,
            throttles::an_account_has_10_000_requests_a_second_with_5_000_at_once_and_500_new_connections;
        "New connections at once" = limits::NEW_CONNECTIONS.burst.to_string(), Inferred => "handshake 429", Documented:
            throttles::more_new_connections_than_the_account_may_make_are_429,
            throttles::an_account_has_10_000_requests_a_second_with_5_000_at_once_and_500_new_connections;
        "Throttle quota per account, per Region, across all APIs" = requests(), Documented => "error frame `Too Many Requests`; handshake 429", Inferred:
            throttles::the_accounts_quota_is_for_handshakes_messages_and_callbacks_together;
        "The same quota, for calls of @connections" = requests(), Documented => "429 `LimitExceededException`", Documented:
            throttles::the_accounts_quota_is_for_handshakes_messages_and_callbacks_together;
        "Body of a POST to @connections (bytes)" = limits::POST_BYTES.to_string(), Documented => "413 `PayloadTooLargeException`", Documented:
            connections::a_body_of_128_kilobytes_is_posted_and_a_longer_one_is_413;
    }
}

fn throttle_rows() -> Vec<Row> {
    rows! {
        "A message beyond its route's throttle" => "error frame `Too Many Requests`, also on a one-way route", Inferred:
            throttles::a_message_beyond_its_routes_throttle_gets_an_error_frame_and_reaches_no_handler;
        "A handshake beyond `$connect`'s throttle" => "429", Documented:
            throttles::a_handshake_beyond_the_connect_routes_throttle_is_429_and_reaches_no_handler;
        "A bucket" => "fills at its rate, holds its burst", Documented:
            throttles::a_bucket_fills_at_its_rate_and_no_higher_than_its_burst;
        "Whose bucket it is" => "each route's own, shared by all clients", Inferred:
            throttles::each_route_has_a_bucket_of_its_own_that_all_clients_share;
        "A rate or a burst of zero" => "nothing passes", Observed:
            throttles::a_throttle_of_zero_takes_nothing_ever;
        "Calls of `@connections`" => "count for the account only", Inferred:
            throttles::a_routes_throttle_does_not_hold_for_callbacks;
        "What a route refuses" => "costs the account nothing", Inferred:
            throttles::what_a_route_refuses_costs_the_account_nothing;
        "`$disconnect`" => "is never refused", Inferred: throttles::a_disconnect_is_never_throttled;
    }
}

fn handshake_rows() -> Vec<Row> {
    rows! {
        "`/STAGE` and `/STAGE/`, with or without a query" => "101", Documented:
            handshake::a_handshake_at_the_stage_is_accepted_with_and_without_a_slash_and_a_query;
        "Any other path" => "403", Documented: handshake::a_handshake_anywhere_else_is_forbidden;
        "No `$connect` route" => "accepted", Documented: handshake::without_a_connect_route_everyone_is_accepted;
        "`$connect` runs" => "before the upgrade", Documented: handshake::connect_runs_before_the_upgrade;
        "`$connect` answers 2xx" => "101", Documented: handshake::every_2xx_of_connect_is_a_yes;
        "`$connect` answers another status" => "that status and body, no upgrade, no `$disconnect`", Documented:
            handshake::a_refusal_by_connect_keeps_its_status_and_body;
        "`$connect` fails" => "502", Observed: handshake::a_connect_handler_that_fails_is_a_bad_gateway;
        "`$connect` times out" => "504", Inferred: handshake::a_connect_handler_that_takes_too_long_is_a_gateway_timeout;
        "A post, GET or DELETE during `$connect`" => "410", Observed:
            connections::a_post_during_connect_is_410_and_after_it_waits_for_the_upgrade;
        "A subprotocol" => "echoed only if `$connect` returns it", Documented:
            handshake::a_subprotocol_is_echoed_only_if_connect_returns_it;
        "An extension" => "never agreed on", Inferred: handshake::no_extension_is_ever_agreed_on;
        "A client that leaves while `$connect` runs" => "`$disconnect` with 1006 after it", Inferred:
            departures::a_client_that_leaves_while_connect_runs_is_disconnected_after_it;
    }
}

fn authorizer_rows() -> Vec<Row> {
    rows! {
        "A REQUEST authorizer" => "asked with the handshake before `$connect`", Documented:
            authorizers::an_authorizer_is_asked_with_the_handshake_before_connect_runs,
            authorizers::without_a_query_an_authorizer_gets_empty_query_maps;
        "An identity source is missing or empty" => "401, the authorizer is not asked", Documented:
            authorizers::a_handshake_without_an_identity_source_is_401_and_the_authorizer_is_not_asked;
        "No identity source is declared" => "always asked", Observed:
            authorizers::an_authorizer_without_identity_sources_is_always_asked;
        "Its policy allows the route's ARN, and denies it nowhere" => "let in", Documented:
            authorizers::a_policy_that_allows_lets_in_and_one_that_does_not_is_403;
        "Its policy does not" => "403", Documented:
            authorizers::a_policy_that_allows_lets_in_and_one_that_does_not_is_403;
        "Its context and principal" => "strings in `requestContext.authorizer` of every later event", Documented:
            authorizers::the_principal_and_the_context_are_in_every_later_event_as_strings,
            authorizers::without_an_authorizer_no_event_has_one;
        "Its error is `Unauthorized`" => "401", Documented:
            authorizers::an_authorizer_whose_error_is_unauthorized_is_401_and_every_other_failure_is_500;
        "Any other error, a crash, no capacity" => "500", Observed:
            authorizers::an_authorizer_whose_error_is_unauthorized_is_401_and_every_other_failure_is_500;
        "It takes too long" => "500", Inferred: authorizers::an_authorizer_that_takes_too_long_is_500;
        "Its answer has no principal or no policy, or a nested context" => "500", Observed:
            authorizers::an_answer_that_is_no_authorizers_is_500;
    }
}

fn message_rows() -> Vec<Row> {
    rows! {
        "The route selection expression on the message's JSON" => "names the route", Documented:
            routes::a_message_goes_to_the_route_it_names_and_otherwise_to_default,
            routes::a_nested_field_selects_the_route;
        "Half a surrogate pair, a number beyond a double or any depth elsewhere in the message" => "the route it names nevertheless", Inferred:
            routes::what_else_a_message_holds_does_not_keep_it_from_its_route;
        "No match, no JSON, or no such field" => "`$default`", Documented:
            routes::a_message_goes_to_the_route_it_names_and_otherwise_to_default;
        "No `$default` either" => "error frame `Forbidden`", Observed:
            routes::without_a_default_route_what_matches_nothing_is_forbidden;
        "A reply" => "only with the expression and the route response `$default`", Documented:
            replies::a_reply_is_sent_only_where_a_route_response_is_declared;
        "The reply's frame" => "the handler's `body` as it is", Documented:
            replies::a_reply_is_the_handlers_body_as_it_is;
        "No body" => "no frame", Observed: replies::no_body_is_no_frame;
        "The handler fails, on any route" => "error frame `Internal server error`", Observed:
            replies::a_handler_that_fails_gets_an_error_frame_even_on_a_one_way_route;
        "The handler takes too long, on any route" => "error frame `Endpoint request timed out`", Documented:
            time_limits::an_integration_that_takes_longer_than_29_seconds_gets_an_error_frame;
        "An answer that is no proxy response" => "a failure, where a reply is expected", Inferred:
            replies::an_answer_that_is_no_proxy_response_is_a_failure_only_where_a_reply_is_expected;
        "Messages of one connection" => "run at the same time", Observed:
            replies::messages_of_one_connection_run_at_the_same_time_and_replies_come_as_they_are_ready;
        "A ping" => "answered, reaches no handler", Documented: frames::a_ping_is_answered_and_reaches_no_handler;
    }
}

fn event_rows() -> Vec<Row> {
    rows! {
        "`requestContext`, always" => "`routeKey`, `eventType`, `requestId` twice, `requestTime`, `requestTimeEpoch`, `messageDirection`, `stage`, `connectedAt`, `identity`, `domainName`, `connectionId`, `apiId`", Documented:
            events::a_connect_event_has_headers_and_query_and_no_body,
            events::a_message_event_has_a_message_id_and_no_headers,
            events::a_disconnect_event_has_a_code_a_reason_and_four_headers;
        "`connectedAt` and `requestTimeEpoch`" => "numbers, of milliseconds", Observed:
            events::all_events_of_a_connection_say_when_and_as_whom_it_connected;
        "CONNECT" => "headers and query, no body, no `messageId`", Documented:
            events::a_connect_event_has_headers_and_query_and_no_body,
            events::a_connect_event_without_a_query_has_no_query_maps;
        "MESSAGE" => "`messageId` and body, no headers, no query", Documented:
            events::a_message_event_has_a_message_id_and_no_headers;
        "DISCONNECT" => "code, reason and four headers, no body, no `messageId`", Observed:
            events::a_disconnect_event_has_a_code_a_reason_and_four_headers;
        "`connectedAt`, the connection's id, its identity" => "the same in all its events", Documented:
            events::all_events_of_a_connection_say_when_and_as_whom_it_connected;
        "`requestTime`" => "`requestTimeEpoch` for people", Documented:
            events::the_request_time_is_the_epoch_written_for_people;
        "`routeKey`" => "the route that was selected", Documented:
            routes::a_message_goes_to_the_route_it_names_and_otherwise_to_default;
        "Header names" => "keep their case", Observed: events::header_names_keep_the_clients_case;
        "Connection ids" => "16 characters of URL-safe Base64, the last `=`", Observed:
            events::connection_ids_are_16_characters_of_url_safe_base64_and_differ;
        "`domainName` and `stage`" => "lead back to the connection", Documented:
            events::domain_name_and_stage_lead_back_to_the_connection;
    }
}

fn departure_rows() -> Vec<Row> {
    rows! {
        "A close frame without a code" => "1005 `Client-side close frame status not set`", Observed:
            departures::a_close_frame_without_a_code_is_1005;
        "A close frame with a code" => "that code, and its reason", Observed:
            departures::a_close_frames_code_and_reason_are_passed_on;
        "DELETE" => "1000 `Connection Closed Normally`", Observed: departures::a_delete_is_1000;
        "Idle, or two hours old" => "1001 `Going away`", Inferred:
            time_limits::a_connection_without_data_for_10_minutes_is_closed_with_1001,
            time_limits::a_connection_is_closed_after_2_hours_however_busy;
        "A lost socket" => "1006", Observed: departures::a_lost_socket_is_1006;
        "What the gateway closes for" => "that code, in our words", Inferred:
            departures::what_the_gateway_closes_for_is_told_with_code_and_reason;
        "`$disconnect` fails" => "nobody notices", Documented:
            departures::a_disconnect_handler_that_fails_harms_nobody;
        "During `$disconnect`" => "the connection is gone: 410", Observed:
            departures::the_connection_is_gone_before_disconnect_runs;
    }
}

fn call_rows() -> Vec<Row> {
    rows! {
        "POST" => "200, empty; the body is a text frame", Documented:
            connections::a_post_is_a_text_frame_at_the_client,
            connections::posts_reach_a_client_in_the_order_of_their_calls;
        "GET" => "200 `connectedAt`, `identity`, `lastActiveAt`", Documented:
            connections::a_get_describes_the_connection;
        "DELETE" => "204; the client is closed with 1000", Documented:
            connections::a_delete_closes_the_client_with_1000_after_what_was_posted_before;
        "`%3D`, `%40`" => "may stand for `=` and `@`", Observed:
            connections::an_id_and_the_at_sign_may_be_percent_encoded_or_not;
        "No such connection, or none any more" => "410 `GoneException`", Documented:
            connections::a_connection_that_is_gone_is_410_for_every_call,
            connections::a_connection_whose_client_left_is_410;
        "An id that does not decode" => "400 `BadRequestException`", Observed:
            connections::an_id_that_does_not_decode_is_400;
        "No stage in the path" => "403 `ForbiddenException`", Observed:
            connections::a_path_without_the_stage_is_forbidden;
        "A path below the stage that is none of these" => "404 `NotFoundException`", Observed:
            connections::a_path_below_the_stage_that_is_no_route_is_404;
        "An error" => "its type in `x-amzn-ErrorType`, and `{\"message\":…}`", Inferred:
            connections::a_connection_that_is_gone_is_410_for_every_call;
        "A body that is not text" => "400 `BadRequestException`", Inferred:
            connections::a_body_that_is_not_text_is_400_and_reaches_nobody;
        "Another method" => "405", Inferred: connections::another_method_is_405;
        "A client that does not read" => "429 `LimitExceededException`, and nothing taken is lost", Inferred:
            stuffed::a_post_to_a_client_that_does_not_read_is_429_and_nothing_taken_is_lost,
            stuffed::a_client_that_never_reads_is_lost_after_the_write_timeout;
        "A wrong signature, region or service, or something that was changed after it was signed" => "403 `InvalidSignatureException`", Observed:
            | "local/tests/laptop/signatures.rs":
                whoever_is_not_known_or_signs_for_something_else_is_refused,
                what_was_changed_after_it_was_signed_is_refused;
        "A signature of more than five minutes ago, or ahead" => "403 `InvalidSignatureException`", Inferred:
            | "local/tests/laptop/signatures.rs": a_signature_is_accepted_for_five_minutes_either_way;
        "An unknown key" => "403 `UnrecognizedClientException`", Inferred:
            | "local/tests/laptop/signatures.rs": whoever_is_not_known_or_signs_for_something_else_is_refused;
        "Unsigned, or signed in part" => "403 `MissingAuthenticationTokenException`, `IncompleteSignatureException`", Inferred:
            | "local/tests/laptop/signatures.rs": what_a_signature_lacks_is_named;
        "Not allowed by policy, on `API/STAGE/METHOD/@connections/ID`" => "403 `AccessDeniedException`", Inferred:
            | "local/tests/laptop/functions_at_connections.rs": a_function_may_call_with_the_methods_that_its_role_allows_and_no_other;
        "A caller that may not" => "the guard's exception, whether or not the connection exists", Inferred:
            callers::a_call_that_is_not_let_in_gets_the_guards_words_whether_or_not_the_connection_exists;
    }
}

fn deployment_rows() -> Vec<Row> {
    rows! {
        "A route or route response that is removed, under `autoDeploy`" => "gone with the deployment", Observed:
            | "local/tests/laptop/programs.rs":
                a_route_that_the_program_no_longer_declares_is_gone_after_a_restart,
                a_route_response_that_is_removed_leaves_the_route_without_reply;
        "A stage without `autoDeploy`" => "not on the laptop", Inferred:
            | "local/tests/laptop/programs.rs": a_stage_that_does_not_deploy_itself_is_refused;
        "The first deployment" => "needs a route: the stage comes after all of them", Observed:
            | "infra/tests/infra/declarations.rs":
                the_stage_deploys_itself_after_all_routes_and_responses_and_always_has_both_throttle_values;
        "Settings of routes without throttle values" => "0 and 0: nothing passes", Observed:
            | "local/tests/laptop/throttles.rs": settings_without_throttle_values_let_nothing_pass
            | "infra/tests/infra/declarations.rs":
                both_throttle_values_stand_in_the_default_and_in_every_route_setting;
        "No settings of routes" => "only the account's quota holds", Inferred:
            | "local/tests/laptop/throttles.rs": a_stage_without_settings_throttles_nothing;
        "A message, either way" => "billed by each 32 KB begun: 33 KB are two", Documented:
            | "infra/tests/infra/cost.rs": a_message_is_billed_by_each_32_kilobytes_begun;
    }
}

fn bad_input_rows() -> Vec<Row> {
    rows! {
        "Malformed HTTP, no `Host` header or two" => "400", Inferred: http::malformed_http_gets_a_status_and_harms_nobody;
        "A head beyond 16 KB, such as a query of a megabyte" => "431", Inferred:
            http::malformed_http_gets_a_status_and_harms_nobody;
        "An upgrade without a key, with a wrong one or with two" => "400, `$connect` does not run", Inferred:
            handshake::a_malformed_handshake_is_refused_before_connect_runs;
        "A request of the stage without upgrade" => "426", Inferred:
            handshake::a_request_without_upgrade_is_told_to_upgrade;
        "A socket that says nothing, or half a head, for a minute" => "closed", Inferred:
            bad_input::a_socket_without_a_whole_request_for_a_minute_is_closed;
        "A body that does not arrive within 30 s" => "408", Inferred:
            bad_input::a_body_that_does_not_arrive_is_408;
        "Many sockets that say nothing" => "others do not notice", Inferred:
            http::many_silent_sockets_do_not_keep_others_out;
        "Half a frame and silence" => "idle: closed with 1001", Inferred:
            bad_input::half_a_frame_and_silence_is_idleness;
        "Fragments that never end" => "1009 beyond a message's length; empty ones are no data: 1001", Inferred:
            frames::a_message_above_128_kilobytes_closes_with_1009,
            bad_input::fragments_that_never_end_are_idleness;
        "Reserved bits and opcodes, unmasked frames, broken fragments" => "closed with 1002", Inferred:
            frames::what_the_websocket_protocol_forbids_closes_with_its_code;
        "A binary message in several frames, or in one that is too long" => "closed with 1003 when it is complete; with 1009", Inferred:
            frames::a_binary_message_in_fragments_closes_with_1003_when_it_is_complete,
            frames::a_binary_frame_above_32_kilobytes_closes_with_1009_as_a_text_does;
        "Invalid UTF-8 in a text" => "closed with 1007", Inferred:
            frames::what_the_websocket_protocol_forbids_closes_with_its_code;
        "A client that is closed and goes on sending" => "still reads its close frame", Inferred:
            frames::a_close_frame_reaches_a_client_that_is_still_sending;
        "A client that sends more than is handled" => "slowed down", Inferred:
            stuffed::a_client_that_sends_more_than_is_handled_is_slowed_down;
    }
}

fn table() -> String {
    let mut table = String::from(
        "# What API Gateway does, and the test that shows it here\n\n\
         Written by the gateway's tests; `GOLDEN=rewrite cargo test -p gateway` writes it anew. *Documented* is AWS's page or service\n\
         model, *observed* are captured logs and what people report, *inferred* is the rest.\n\n\
         ## Limits\n\n\
         The names are those of AWS's page, [Quotas for configuring and running a WebSocket API in API Gateway][quotas]. Values are\n\
         read from `src/limits.rs`, as the code does.\n\n\
         [quotas]: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html\n\n\
         | what | value | known | beyond it | known | tests |\n|---|---|---|---|---|---|\n",
    );
    for row in limit_rows() {
        writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} |",
            row.name,
            row.value,
            row.source,
            row.beyond,
            row.beyond_source,
            listed(&row.tests)
        )
        .unwrap();
    }
    for (chapter, rows) in [
        ("Throttles", throttle_rows()),
        ("Handshake", handshake_rows()),
        ("Authorizers", authorizer_rows()),
        ("Messages", message_rows()),
        ("Events", event_rows()),
        ("Ways to leave", departure_rows()),
        ("`@connections`", call_rows()),
        ("Deployment and price", deployment_rows()),
        ("Bad input", bad_input_rows()),
    ] {
        write!(
            table,
            "\n## {chapter}\n\n| what | outcome | known | tests |\n|---|---|---|---|\n"
        )
        .unwrap();
        for row in rows {
            let (tests, source) = (listed(&row.tests), row.source);
            writeln!(
                table,
                "| {} | {} | {source} | {tests} |",
                row.rule, row.outcome
            )
            .unwrap();
        }
    }
    table
}

fn listed(tests: &[&str]) -> String {
    let quoted = tests
        .iter()
        .map(|test| format!("`{}`", test.replace(' ', "")));
    quoted.collect::<Vec<_>>().join("<br>")
}

#[test]
fn every_rule_has_a_test() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules.md");
    let actual = table();
    if std::env::var_os("GOLDEN").is_some_and(|golden| golden == "rewrite") {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        actual, expected,
        "rules.md differs; GOLDEN=rewrite accepts what is"
    );
}
