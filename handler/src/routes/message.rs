//! The routes of the actions: a message becomes a request, is acted on, and answered.

use protocol::{Action, ErrorReply, ReplyFrame, Request};
use tokio::time::Instant;

use crate::actions;
use crate::board::Board;
use crate::caller::{Caller, in_time};
use crate::deadline::Deadline;
use crate::done::Done;
use crate::errors::RequestError;
use crate::event::{Event, Response};
use crate::tables::items::Stamp;

/// Answers a message. One whose sender has been missing events gets its answer as its last frame.
pub(crate) async fn run(board: &Board, event: &Event, deadline: Deadline) -> Response {
    let text = event.text.as_str();
    // `$default`. What is not a request is answered without any work for the database.
    let Some(action) = Action::of_route(&event.route_key) else {
        return Response::error(&Request::unknown(text));
    };
    let decoded = match Request::decode(action, text, &board.config.statuses) {
        Ok(decoded) => decoded,
        Err(error) => return Response::error(&error),
    };
    let id = event.connection_id.as_str();
    let echo = decoded.request_id;
    let failed = |error: &RequestError| {
        if let Some(cause) = error.cause() {
            tracing::error!(
                cause,
                request_id = event.request_id,
                route = event.route_key,
                "the request failed"
            );
        }
        ErrorReply::new(action, error.body(), echo.clone())
    };
    let connection = match in_time(deadline, board.connections.get(id, event.now)).await {
        Ok(Some(connection)) => connection,
        Ok(None) => {
            let error = protocol::encode(&failed(&RequestError::NoConnection));
            board.dismiss(id, None, &error, deadline).await;
            return Response::silent("NoConnection");
        }
        Err(error) => return Response::error(&failed(&error)),
    };
    let caller = Caller {
        connection,
        echo: echo.clone(),
        stage: &event.stage,
        stamp: Stamp {
            request_id: &event.request_id,
            now: event.now,
            deadline,
        },
    };
    // A change that nobody could be told of any more is not begun.
    let done = if action.spec().writes && deadline.write() <= Instant::now() {
        Err(RequestError::OutOfTime)
    } else {
        actions::run(board, &caller, decoded.request).await
    };
    let Done { reply, listed } = match done {
        Ok(done) => done,
        Err(error) => return Response::error(&failed(&error)),
    };
    let frame = ReplyFrame {
        reply,
        request_id: caller.echo,
    }
    .encode(caller.connection.format);
    if listed {
        return Response::reply(frame);
    }
    board
        .dismiss(id, Some(&caller.connection), &frame, deadline)
        .await;
    Response::silent("ConnectionLost")
}
