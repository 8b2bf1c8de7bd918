//! Who may call `@connections` is asked of a guard.

use crate::{
    clients::connection_path,
    fixture::{Events, Fixture, id_of},
};
use gateway::{Call, Passage, Rejection, Route};
use http::{Method, StatusCode};
use std::sync::{Arc, Mutex};

/// What the guard was asked: method and URI, stage, connection, body.
type Asked = Arc<Mutex<Vec<(String, String, String, String)>>>;

/// A gateway that lets in whoever says please.
async fn guarded() -> (Fixture, Asked, crate::clients::Client, String) {
    let (events, asked) = (Events::default(), Asked::default());
    let remembered = asked.clone();
    let guard = move |call: &Call<'_>| {
        remembered.lock().unwrap().push((
            format!("{} {}", call.request.method, call.request.uri),
            call.stage.to_owned(),
            call.connection.to_owned(),
            String::from_utf8(call.body.to_vec()).unwrap(),
        ));
        match call.request.uri.query() {
            Some("please") => Ok(Passage::Answered),
            _ => Err(Rejection {
                status: StatusCode::FORBIDDEN,
                error_type: "AccessDeniedException",
                message: "say please".to_owned(),
            }),
        }
    };
    let fixture = Fixture::start_as([("$connect", Route::one_way(events.ok()))], |gateway| {
        gateway.with_call_guard(Arc::new(guard))
    })
    .await;
    let client = fixture.connect().await;
    let id = id_of(&events.first("CONNECT").await);
    (fixture, asked, client, id)
}

#[tokio::test]
async fn a_guard_sees_a_call_as_it_was_sent_and_as_it_was_understood() {
    let (fixture, asked, mut client, id) = guarded().await;
    let path = format!("{}?please", connection_path(&id));
    assert_eq!(
        fixture.call(Method::POST, &path, "hello").await.status,
        StatusCode::OK
    );
    assert_eq!(client.text().await, "hello");
    assert_eq!(
        *asked.lock().unwrap(),
        [(
            format!("POST {path}"),
            "production".to_owned(),
            id,
            "hello".to_owned()
        )]
    );
}

#[tokio::test]
pub async fn a_call_that_is_not_let_in_gets_the_guards_words_whether_or_not_the_connection_exists()
{
    let (fixture, asked, mut client, id) = guarded().await;
    let never = "AAAAAAAAAAAAAAA=";
    let ids = [id.as_str(), never, "undefined"];
    for id in ids {
        for method in [Method::POST, Method::GET, Method::DELETE, Method::PUT] {
            let reply = fixture.call(method, &connection_path(id), "").await;
            assert_eq!(
                reply.error(),
                (403, "AccessDeniedException", "say please".to_owned())
            );
        }
    }
    assert_eq!(asked.lock().unwrap().len(), 12);
    // Nothing of it reached the client.
    let path = format!("{}?please", connection_path(&id));
    fixture.call(Method::POST, &path, "and now").await;
    assert_eq!(client.text().await, "and now");
}
