//! Calls from the host: no panic may cross the ABI.

use crate::abi::*;
use crate::memory::lent_text;
use crate::refusal::{Outcome, Refusal};
use std::cell::RefCell;
use std::panic::{catch_unwind, AssertUnwindSafe};

thread_local! {
    /// The place and the message of the last panic of this thread.
    static LAST_PANIC: RefCell<String> = RefCell::new(String::new());
}

/// The host prints the message of a panic; this stops this library's own std from printing it too.
pub(crate) fn keep_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string();
        LAST_PANIC.with(|last| *last.borrow_mut() = text);
    }));
}

/// Runs `body` and converts a refusal or a panic to a status and a message.
pub(crate) fn at_border(host: *const fm_host, body: impl FnOnce() -> Outcome<()>) -> fm_status {
    let refusal = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return FM_OK,
        Ok(Err(refusal)) => refusal,
        Err(_) => Refusal {
            status: FM_FAILED,
            text: Some(LAST_PANIC.with(|last| last.borrow().clone())),
        },
    };
    if let Some(text) = refusal.text {
        // SAFETY: the host lives as long as the instance, and accepts messages on any thread.
        unsafe {
            let message = (*host).message.expect("the host's table is complete");
            message(host, FM_LEVEL_ERROR, lent_text(&text).as_ptr());
        }
    }
    refusal.status
}

/// # Safety
/// `made` was created by Box::into_raw.
pub(crate) unsafe fn drop_at_border<T>(host: *const fm_host, made: *mut T) {
    at_border(host, || {
        drop(unsafe { Box::from_raw(made) });
        Ok(())
    });
}
