//! Panics of a program's own code, caught where that code is called.

use crate::problem::Problem;
use std::{
    any::Any,
    cell::{Cell, RefCell},
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls code of the program; a panic in it becomes a problem that says where it happened.
///
/// The panic is not printed as well: every line on standard error would be one more diagnostic. Other code of the process panics
/// as before.
pub(crate) fn catch<T>(code: impl FnOnce() -> T) -> Result<T, Problem> {
    note_locations();
    let outer = GUARDED.replace(true);
    // What the code has changed is never looked at again: the program ends with the problem.
    let result = panic::catch_unwind(AssertUnwindSafe(code));
    GUARDED.set(outer);
    result.map_err(|payload| {
        let message = message(&*payload);
        match LOCATION.take() {
            Some(location) => {
                Problem::new(format!("the program panicked at {location}: {message}"))
            }
            None => Problem::new(format!("the program panicked: {message}")),
        }
    })
}

/// Where a panic happened is told to the process-wide hook only.
fn note_locations() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                LOCATION.set(info.location().map(ToString::to_string));
            } else {
                previous(info);
            }
        }));
    });
}

fn message(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it gave no reason".to_owned())
}
