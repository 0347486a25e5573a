//! The parameters of an instance.

use crate::abi::*;
use crate::memory::{list, text_of};

/// The values of an instance's parameters, by name. Reading one that is not declared, or with
/// another type, is an error of the plugin and panics.
pub struct Values<'a>(pub(crate) &'a fm_values);

impl<'a> Values<'a> {
    fn find(&self, name: &str) -> &'a fm_value {
        // SAFETY: the host lends `count` pointers for the call, and the result lives no longer.
        let all = unsafe { list(self.0.values, self.0.count) };
        all.iter()
            .map(|value| unsafe { &**value })
            .find(|value| unsafe { text_of(value.name) } == name)
            .unwrap_or_else(|| {
                panic!(
                    "the plugin reads a parameter that it does not declare: '{}'",
                    name
                )
            })
    }
    fn get(&self, name: &str, kind: i32) -> &'a fm_value {
        let value = self.find(name);
        assert!(
            value.r#type != FM_TYPE_NONE,
            "the plugin reads the parameter '{}', which is not given; call has() first",
            name
        );
        assert!(
            value.r#type == kind,
            "the plugin reads the parameter '{}' with a type that it does not declare",
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
        // SAFETY: the value of a string parameter has a string.
        unsafe { text_of(self.get(name, FM_TYPE_STRING).string) }
    }
    /// The elements of an array, last index fastest.
    pub fn reals(&self, name: &str) -> &'a [f64] {
        let value = self.get(name, FM_TYPE_REALS);
        // SAFETY: the value of an array parameter has `length` elements.
        unsafe { list(value.reals, value.length) }
    }
    /// The shape of an array, from the first index to the last.
    pub fn shape(&self, name: &str) -> Vec<usize> {
        let value = self.get(name, FM_TYPE_REALS);
        value.shape[..value.rank as usize]
            .iter()
            .map(|&n| n as usize)
            .collect()
    }
}
