//! The parameters of an instance.

use crate::abi::*;
use crate::memory::{list, text_of};

/// The values of an instance's parameters, by name. Asking for one that is not declared, or by
/// another type, is a mistake of the plugin and panics.
pub struct Values<'a>(pub(crate) &'a fm_values);

impl<'a> Values<'a> {
    fn find(&self, name: &str) -> &'a fm_value {
        // SAFETY: the host lends `count` pointers to values for the call, and this for no longer.
        let all = unsafe { list(self.0.values, self.0.count) };
        all.iter()
            .map(|value| unsafe { &**value })
            .find(|value| unsafe { text_of(value.name) } == name)
            .unwrap_or_else(|| panic!("the plugin declares no parameter '{}'", name))
    }
    fn get(&self, name: &str, kind: i32) -> &'a fm_value {
        let value = self.find(name);
        assert!(
            value.r#type != FM_TYPE_NONE,
            "parameter '{}' was not given; ask has() first",
            name
        );
        assert!(
            value.r#type == kind,
            "parameter '{}' is declared as another type",
            name
        );
        value
    }
    pub fn has(&self, name: &str) -> bool {
        self.find(name).r#type != FM_TYPE_NONE
    }
    pub fn boolean(&self, name: &str) -> bool {
        self.get(name, FM_TYPE_BOOL).integer != 0
    }
    pub fn integer(&self, name: &str) -> i64 {
        self.get(name, FM_TYPE_INTEGER).integer
    }
    pub fn real(&self, name: &str) -> f64 {
        self.get(name, FM_TYPE_REAL).real
    }
    pub fn text(&self, name: &str) -> &'a str {
        // SAFETY: a string's value has one.
        unsafe { text_of(self.get(name, FM_TYPE_STRING).string) }
    }
    /// The elements of an array, last index fastest.
    pub fn reals(&self, name: &str) -> &'a [f64] {
        let value = self.get(name, FM_TYPE_REALS);
        // SAFETY: an array's value has `length` elements.
        unsafe { list(value.reals, value.length) }
    }
    /// Of an array, from the first index to the last.
    pub fn shape(&self, name: &str) -> Vec<usize> {
        let value = self.get(name, FM_TYPE_REALS);
        value.shape[..value.rank as usize]
            .iter()
            .map(|&n| n as usize)
            .collect()
    }
}
