//! Conversions between memory of Rust and of C.

use std::ffi::{CStr, CString};
use std::os::raw::c_char;
use std::slice;

pub(crate) fn size_of<T>() -> u32 {
    std::mem::size_of::<T>() as u32
}

/// Descriptors are never freed: the host may read them until the end of the process.
pub(crate) fn forever<T>(made: T) -> *const T {
    Box::leak(Box::new(made))
}
pub(crate) fn forever_list<T>(made: Vec<T>) -> *const T {
    Box::leak(made.into_boxed_slice()).as_ptr()
}
pub(crate) fn forever_text(text: &str) -> *const c_char {
    lent_text(text).into_raw()
}
/// The text up to its first NUL, if it has one, because NUL ends a string in C.
pub(crate) fn lent_text(text: &str) -> CString {
    CString::new(text.split('\0').next().unwrap_or("")).expect("has no NUL")
}

/// # Safety
/// The pointer is to a NUL-terminated UTF-8 string that outlives the result.
pub(crate) unsafe fn text_of<'a>(text: *const c_char) -> &'a str {
    unsafe { CStr::from_ptr(text) }
        .to_str()
        .expect("texts of the host are UTF-8")
}

/// # Safety
/// The pointer is to `count` elements that outlive the result; NULL if there are none.
pub(crate) unsafe fn list<'a, T>(first: *const T, count: impl TryInto<usize>) -> &'a [T] {
    match count.try_into().unwrap_or(0) {
        0 => &[],
        count => unsafe { slice::from_raw_parts(first, count) },
    }
}
