//! What C sees of Rust's memory, and Rust of C's.

use std::ffi::{CStr, CString};
use std::os::raw::c_char;
use std::slice;

pub(crate) fn size_of<T>() -> u32 {
    std::mem::size_of::<T>() as u32
}

/// Descriptors are never freed: the host may read them until the very end of the process.
pub(crate) fn forever<T>(made: T) -> *const T {
    Box::leak(Box::new(made))
}
pub(crate) fn forever_list<T>(made: Vec<T>) -> *const T {
    Box::leak(made.into_boxed_slice()).as_ptr()
}
pub(crate) fn forever_text(text: &str) -> *const c_char {
    lent_text(text).into_raw()
}
/// Up to a NUL, if it has one: C knows no other end.
pub(crate) fn lent_text(text: &str) -> CString {
    CString::new(text.split('\0').next().unwrap_or("")).expect("has no NUL")
}

/// # Safety
/// A string in UTF-8, ended by NUL, that lives as long as what is made of it.
pub(crate) unsafe fn text_of<'a>(text: *const c_char) -> &'a str {
    unsafe { CStr::from_ptr(text) }
        .to_str()
        .expect("the host speaks UTF-8")
}

/// # Safety
/// `count` elements that live as long as what is made of them; NULL if there are none.
pub(crate) unsafe fn list<'a, T>(first: *const T, count: impl TryInto<usize>) -> &'a [T] {
    match count.try_into().unwrap_or(0) {
        0 => &[],
        count => unsafe { slice::from_raw_parts(first, count) },
    }
}
