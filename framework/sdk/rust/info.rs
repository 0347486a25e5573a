//! The description of a plugin.

use crate::abi::*;
use crate::memory::{forever, forever_list, forever_text, size_of};
use std::ptr;

/// A plugin's description.
pub struct Info {
    /// The plugin's name in manifests, and of its file ID.so.
    pub id: &'static str,
    pub version: &'static str,
    /// One line.
    pub summary: &'static str,
    pub authors: &'static str,
    /// SPDX.
    pub licence: &'static str,
    /// The source of the method; "" if none.
    pub citation: &'static str,
    pub parameters: Vec<Parameter>,
}

/// One parameter: `Parameter::real("eta").at_least(0.0).otherwise("1.0").doc("regularization")`.
/// Without `otherwise` or `optional` the manifest must give it.
pub struct Parameter {
    name: &'static str,
    kind: i32,
    rank: u32,
    doc: &'static str,
    default: Option<&'static str>,
    optional: bool,
    bounds: (f64, f64),
    open: (bool, bool),
    choices: Vec<&'static str>,
}

impl Parameter {
    fn of(name: &'static str, kind: i32, rank: u32) -> Self {
        Self {
            name,
            kind,
            rank,
            doc: "",
            default: None,
            optional: false,
            bounds: (f64::NEG_INFINITY, f64::INFINITY),
            open: (false, false),
            choices: Vec::new(),
        }
    }
    pub fn boolean(name: &'static str) -> Self {
        Self::of(name, FM_TYPE_BOOL, 0)
    }
    pub fn integer(name: &'static str) -> Self {
        Self::of(name, FM_TYPE_INTEGER, 0)
    }
    pub fn real(name: &'static str) -> Self {
        Self::of(name, FM_TYPE_REAL, 0)
    }
    pub fn text(name: &'static str) -> Self {
        Self::of(name, FM_TYPE_STRING, 0)
    }
    /// An array of reals: rank 1 is a list, 2 a matrix (a list of rows), 3 a list of matrices.
    pub fn reals(name: &'static str, rank: u32) -> Self {
        Self::of(name, FM_TYPE_REALS, rank)
    }
    pub fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }
    /// The default, as a TOML value.
    pub fn otherwise(self, toml: &'static str) -> Self {
        Self {
            default: Some(toml),
            ..self
        }
    }
    pub fn optional(self) -> Self {
        Self {
            optional: true,
            ..self
        }
    }
    pub fn at_least(mut self, bound: f64) -> Self {
        self.bounds.0 = bound;
        self
    }
    pub fn at_most(mut self, bound: f64) -> Self {
        self.bounds.1 = bound;
        self
    }
    pub fn above(mut self, bound: f64) -> Self {
        self.open.0 = true;
        self.at_least(bound)
    }
    pub fn below(mut self, bound: f64) -> Self {
        self.open.1 = true;
        self.at_most(bound)
    }
    pub fn one_of(self, choices: &[&'static str]) -> Self {
        Self {
            choices: choices.to_vec(),
            ..self
        }
    }

    fn into_c(self) -> *const fm_parameter {
        let choices = match self.choices.len() {
            0 => ptr::null(),
            _ => {
                let mut list: Vec<_> = self.choices.iter().map(|c| forever_text(c)).collect();
                list.push(ptr::null());
                forever_list(list)
            }
        };
        forever(fm_parameter {
            struct_size: size_of::<fm_parameter>(),
            r#type: self.kind,
            rank: self.rank,
            required: (self.default.is_none() && !self.optional).into(),
            name: forever_text(self.name),
            doc: forever_text(self.doc),
            default_value: self.default.map_or(ptr::null(), forever_text),
            minimum: self.bounds.0,
            maximum: self.bounds.1,
            minimum_open: self.open.0.into(),
            maximum_open: self.open.1.into(),
            choices,
        })
    }
}

/// The documentation of a rule; see fm_rule. Each text is one line of plain text.
#[derive(Default)]
pub struct Rule {
    pub direction: &'static str,
    pub needs: &'static str,
    pub cost: &'static str,
    pub players: &'static str,
    pub converges: &'static str,
    /// Whether its convergence results assume that it is slower than its followers.
    pub slower: bool,
}

pub(crate) fn descriptor<T>(info: Info, kind: i32, table: *const T) -> *const fm_descriptor {
    let parameters: Vec<_> = info.parameters.into_iter().map(Parameter::into_c).collect();
    forever(fm_descriptor {
        struct_size: size_of::<fm_descriptor>(),
        kind,
        id: forever_text(info.id),
        version: forever_text(info.version),
        summary: forever_text(info.summary),
        authors: forever_text(info.authors),
        licence: forever_text(info.licence),
        citation: forever_text(info.citation),
        parameter_count: parameters.len() as u32,
        reserved: 0,
        parameters: forever_list(parameters),
        table: table.cast(),
    })
}
