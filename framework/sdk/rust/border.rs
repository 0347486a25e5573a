//! The border to the host, which nothing that panics crosses.

use crate::abi::*;
use crate::memory::lent_text;
use crate::refusal::{Outcome, Refusal};
use std::cell::RefCell;
use std::panic::{catch_unwind, AssertUnwindSafe};

thread_local! {
    /// Where the last panic of this thread was, and what it said.
    static LAST_PANIC: RefCell<String> = RefCell::new(String::new());
}

/// From now on the host prints what a panic said; this library's own std would print it once more.
pub(crate) fn keep_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string();
        LAST_PANIC.with(|last| *last.borrow_mut() = text);
    }));
}

/// Runs `body` and turns its refusal, or its panic, into a status and a message.
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
        // SAFETY: the host lives as long as the instance, and takes messages from any thread.
        unsafe {
            let message = (*host).message.expect("a host's table is whole");
            message(host, FM_LEVEL_ERROR, lent_text(&text).as_ptr());
        }
    }
    refusal.status
}

/// # Safety
/// `made` came from a box.
pub(crate) unsafe fn drop_at_border<T>(host: *const fm_host, made: *mut T) {
    at_border(host, || {
        drop(unsafe { Box::from_raw(made) });
        Ok(())
    });
}
