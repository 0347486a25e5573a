//! firstmove plugins in Rust: games, learners and observers as traits over the C interface, without
//! a crate beyond std, for rustc 1.63 and later.
//!
//! ```ignore
//! use firstmove::*;
//!
//! struct GradientPlay {
//!     own: Subscription,
//! }
//!
//! impl Learner for GradientPlay {
//!     fn info() -> Info {
//!         Info { id: "gradient-play-rs", version: "1.0.0", .. }
//!     }
//!     fn new(_: &Values, role: &Role, oracle: &mut Oracle) -> Outcome<Self> {
//!         let i = role.player;
//!         Ok(Self { own: oracle.subscribe(Quantity::Gradient { player: i, by: i })? })
//!     }
//!     fn direction(&mut self, step: &Step, mut out: RowsMut) -> Outcome<()> {
//!         let gradient = step.quantity(self.own);
//!         for c in 0..out.rows() {
//!             out[c].copy_from_slice(&gradient[c]);
//!         }
//!         Ok(())
//!     }
//! }
//!
//! firstmove::learner!(GradientPlay);
//! ```
//!
//! [`abi`] is abi.h, name by name; what the traits do not cover is written against it. Nothing that
//! panics crosses the border: a panic becomes a status and a message with its place in the source.

#![deny(unsafe_op_in_unsafe_fn)]

use std::cell::RefCell;
use std::ffi::{CStr, CString};
use std::fmt::Display;
use std::ops::{Index, IndexMut};
use std::os::raw::c_char;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;
use std::slice;
use std::sync::Once;

/// The C interface: each name, member and number as in firstmove/abi.h, which is the manual.
#[allow(non_camel_case_types)]
pub mod abi {
    use std::os::raw::{c_char, c_void};

    pub const FM_ABI_MAJOR: u32 = 1;
    pub const FM_ABI_MINOR: u32 = 3;
    pub const FM_ENTRY_SYMBOL: &str = "firstmove_library";
    pub const FM_LANES: u32 = 8;
    pub const FM_MAX_RANK: u32 = 3;

    pub type fm_status = i32;
    pub const FM_OK: i32 = 0;
    pub const FM_INVALID: i32 = 1;
    pub const FM_UNSUPPORTED: i32 = 2;
    pub const FM_FAILED: i32 = 3;

    pub const FM_LEVEL_ERROR: i32 = 0;
    pub const FM_LEVEL_WARNING: i32 = 1;
    pub const FM_LEVEL_INFO: i32 = 2;

    pub const FM_TYPE_NONE: i32 = 0;
    pub const FM_TYPE_BOOL: i32 = 1;
    pub const FM_TYPE_INTEGER: i32 = 2;
    pub const FM_TYPE_REAL: i32 = 3;
    pub const FM_TYPE_STRING: i32 = 4;
    pub const FM_TYPE_REALS: i32 = 5;

    pub const FM_DOMAIN_REAL: i32 = 0;
    pub const FM_DOMAIN_BOX: i32 = 1;
    pub const FM_DOMAIN_PERIODIC: i32 = 2;

    pub const FM_COST: i32 = 0;
    pub const FM_GRADIENT: i32 = 1;
    pub const FM_HESSIAN_PRODUCT: i32 = 2;
    pub const FM_HESSIAN_BLOCK: i32 = 3;
    pub const FM_THIRD_PRODUCT: i32 = 4;
    pub const FM_TAYLOR: i32 = 5;
    pub const FM_METRIC: i32 = 6;

    pub const FM_RUN_FINISHED: i32 = 0;
    pub const FM_RUN_STOPPED: i32 = 1;
    pub const FM_RUN_FAILED: i32 = 2;

    pub const FM_KIND_GAME: i32 = 1;
    pub const FM_KIND_LEARNER: i32 = 2;
    pub const FM_KIND_OBSERVER: i32 = 3;

    pub const FM_METRICS_EXTENSION: &str = "firstmove.metrics";
    pub const FM_ENCLOSURE_EXTENSION: &str = "firstmove.enclosure";
    pub const FM_EXPANSION_EXTENSION: &str = "firstmove.expansion";
    pub const FM_PRINT_EXTENSION: &str = "firstmove.print/1";
    pub const FM_INTERRUPT_EXTENSION: &str = "firstmove.interrupt/1";

    /// What a plugin keeps behind these pointers is its own affair.
    macro_rules! opaque {
        ($($name:ident)+) => {$(
            #[repr(C)]
            pub struct $name {
                _private: [u8; 0],
            }
        )+};
    }
    opaque! {
        fm_game_instance fm_game_plan fm_learner_instance fm_observer_instance fm_observer_batch
    }

    #[repr(C)]
    pub struct fm_host {
        pub struct_size: u32,
        pub abi_minor: u32,
        pub context: *mut c_void,
        pub message: Option<unsafe extern "C" fn(*const fm_host, i32, *const c_char)>,
        pub extension: Option<unsafe extern "C" fn(*const fm_host, *const c_char) -> *const c_void>,
    }

    #[repr(C)]
    pub struct fm_parameter {
        pub struct_size: u32,
        pub r#type: i32,
        pub rank: u32,
        pub required: u32,
        pub name: *const c_char,
        pub doc: *const c_char,
        pub default_value: *const c_char,
        pub minimum: f64,
        pub maximum: f64,
        pub minimum_open: u32,
        pub maximum_open: u32,
        pub choices: *const *const c_char,
    }

    #[repr(C)]
    pub struct fm_value {
        pub struct_size: u32,
        pub r#type: i32,
        pub name: *const c_char,
        pub integer: i64,
        pub real: f64,
        pub string: *const c_char,
        pub reals: *const f64,
        pub length: u64,
        pub rank: u32,
        pub reserved: u32,
        pub shape: [u64; FM_MAX_RANK as usize],
    }

    #[repr(C)]
    pub struct fm_values {
        pub struct_size: u32,
        pub count: u32,
        pub values: *const *const fm_value,
    }

    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct fm_domain {
        pub kind: i32,
        pub reserved: i32,
        pub lower: f64,
        pub upper: f64,
    }

    #[repr(C)]
    pub struct fm_shape {
        pub struct_size: u32,
        pub players: u32,
        pub dims: *const u32,
        pub domains: *const fm_domain,
        pub start_lower: *const f64,
        pub start_upper: *const f64,
    }

    #[repr(C)]
    pub struct fm_request {
        pub struct_size: u32,
        pub quantity: i32,
        pub player: u32,
        pub j: u32,
        pub k: u32,
        pub l: u32,
    }

    #[repr(C)]
    pub struct fm_batch {
        pub struct_size: u32,
        pub count: u32,
        pub stride: u64,
        pub step: u64,
        pub seed: u64,
        pub replicates: *const u32,
        pub x: *const f64,
    }

    #[repr(C)]
    pub struct fm_metrics {
        pub struct_size: u32,
        pub count: u32,
        pub names: *const *const c_char,
    }

    #[repr(C)]
    pub struct fm_enclosure {
        pub struct_size: u32,
        pub most_order: u32,
        pub enclose: Option<
            unsafe extern "C" fn(
                *mut fm_game_instance,
                u32,
                u32,
                *const f64,
                *const f64,
                *mut f64,
                *mut f64,
                *mut u32,
            ) -> fm_status,
        >,
    }

    #[repr(C)]
    pub struct fm_game {
        pub struct_size: u32,
        pub reserved: u32,
        pub create: Option<
            unsafe extern "C" fn(
                *const fm_host,
                *const fm_values,
                *mut *mut fm_game_instance,
            ) -> fm_status,
        >,
        pub destroy: Option<unsafe extern "C" fn(*mut fm_game_instance)>,
        pub shape: Option<unsafe extern "C" fn(*const fm_game_instance) -> *const fm_shape>,
        pub offers: Option<unsafe extern "C" fn(*const fm_game_instance, *const fm_request) -> u32>,
        pub prepare: Option<
            unsafe extern "C" fn(
                *mut fm_game_instance,
                *const *const fm_request,
                u32,
                *mut *mut fm_game_plan,
            ) -> fm_status,
        >,
        pub release: Option<unsafe extern "C" fn(*mut fm_game_instance, *mut fm_game_plan)>,
        pub evaluate: Option<
            unsafe extern "C" fn(
                *mut fm_game_instance,
                *mut fm_game_plan,
                *const fm_batch,
                *const *const f64,
                *const *mut f64,
            ) -> fm_status,
        >,
        pub extension:
            Option<unsafe extern "C" fn(*const fm_game_instance, *const c_char) -> *const c_void>,
    }

    #[repr(C)]
    pub struct fm_verdict {
        pub struct_size: u32,
        pub holds: u32,
        pub name: *const c_char,
        pub number: *const c_char,
        pub relation: *const c_char,
        pub value: f64,
        pub bound: f64,
    }

    #[repr(C)]
    pub struct fm_oracle {
        pub struct_size: u32,
        pub reserved: u32,
        pub context: *mut c_void,
        pub offers: Option<unsafe extern "C" fn(*const fm_oracle, *const fm_request) -> u32>,
        pub subscribe: Option<
            unsafe extern "C" fn(*const fm_oracle, *const *const fm_request, u32) -> fm_status,
        >,
        pub prepare: Option<
            unsafe extern "C" fn(
                *const fm_oracle,
                *const *const fm_request,
                u32,
                *mut u32,
            ) -> fm_status,
        >,
        pub evaluate: Option<
            unsafe extern "C" fn(
                *const fm_oracle,
                u32,
                *const f64,
                *const *const f64,
                *const *mut f64,
            ) -> fm_status,
        >,
        pub fail: Option<unsafe extern "C" fn(*const fm_oracle, u32, *const c_char)>,
        pub warn: Option<unsafe extern "C" fn(*const fm_oracle, u32, *const c_char)>,
        pub classify: Option<
            unsafe extern "C" fn(
                *const fm_oracle,
                *const f64,
                *mut c_void,
                Option<unsafe extern "C" fn(*mut c_void, *const c_char, u32, f64)>,
            ) -> fm_status,
        >,
        pub evaluate_for: Option<
            unsafe extern "C" fn(
                *const fm_oracle,
                u32,
                *const f64,
                *const *const f64,
                *const *mut f64,
                *const f64,
            ) -> fm_status,
        >,
        pub classify_in_full: Option<
            unsafe extern "C" fn(
                *const fm_oracle,
                *const f64,
                *mut c_void,
                Option<unsafe extern "C" fn(*mut c_void, *const fm_verdict)>,
            ) -> fm_status,
        >,
    }

    #[repr(C)]
    pub struct fm_role {
        pub struct_size: u32,
        pub player: u32,
        pub players: u32,
        pub count: u32,
        pub stride: u64,
        pub dims: *const u32,
        pub place: *const u32,
        pub domains: *const fm_domain,
    }

    #[repr(C)]
    pub struct fm_step {
        pub struct_size: u32,
        pub reserved: u32,
        pub batch: *const fm_batch,
        pub step_sizes: *const f64,
        pub quantities: *const *const f64,
    }

    #[repr(C)]
    pub struct fm_rule {
        pub struct_size: u32,
        pub slower: u32,
        pub direction: *const c_char,
        pub needs: *const c_char,
        pub cost: *const c_char,
        pub players: *const c_char,
        pub converges: *const c_char,
    }

    #[repr(C)]
    pub struct fm_learner {
        pub struct_size: u32,
        pub reserved: u32,
        pub create: Option<
            unsafe extern "C" fn(
                *const fm_host,
                *const fm_values,
                *const fm_role,
                *const fm_oracle,
                *mut *mut fm_learner_instance,
            ) -> fm_status,
        >,
        pub destroy: Option<unsafe extern "C" fn(*mut fm_learner_instance)>,
        pub direction: Option<
            unsafe extern "C" fn(*mut fm_learner_instance, *const fm_step, *mut f64) -> fm_status,
        >,
        pub respond: Option<
            unsafe extern "C" fn(*mut fm_learner_instance, *const fm_step, *mut f64) -> fm_status,
        >,
        pub extension: Option<
            unsafe extern "C" fn(*const fm_learner_instance, *const c_char) -> *const c_void,
        >,
        pub rule: *const fm_rule,
    }

    #[repr(C)]
    pub struct fm_expansion {
        pub struct_size: u32,
        pub order: u32,
        pub expand: Option<
            unsafe extern "C" fn(
                *const fm_learner_instance,
                *const f64,
                *const *const f64,
                *mut f64,
                *mut f64,
            ) -> fm_status,
        >,
    }

    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct fm_experiment {
        pub struct_size: u32,
        pub learners: u32,
        pub name: *const c_char,
        pub learner_names: *const *const c_char,
        pub replicates: u32,
        pub variants: u32,
        pub steps: u64,
        pub runs: u64,
        pub terminal: u32,
        pub width: u32,
        pub color: u32,
        pub reserved: u32,
    }

    #[repr(C)]
    pub struct fm_run {
        pub struct_size: u32,
        pub learner: u32,
        pub replicate: u32,
        pub variant: u32,
        pub variant_label: *const c_char,
        pub status: i32,
        pub players: u32,
        pub reason: *const c_char,
        pub steps: u64,
        pub wall_seconds: f64,
        pub dims: *const u32,
        pub x: *const f64,
        pub cost: *const f64,
        pub outcome: *const c_char,
        pub products: u64,
    }

    #[repr(C)]
    pub struct fm_recorder {
        pub struct_size: u32,
        pub reserved: u32,
        pub context: *mut c_void,
        pub metric: Option<unsafe extern "C" fn(*const fm_recorder, u32, u64, *const c_char, f64)>,
        pub trajectory: Option<unsafe extern "C" fn(*const fm_recorder, u32, u64, *const f64)>,
        pub file:
            Option<unsafe extern "C" fn(*const fm_recorder, u32, *const c_char) -> *const c_char>,
    }

    #[repr(C)]
    pub struct fm_watch {
        pub struct_size: u32,
        pub learner: u32,
        pub variant: u32,
        pub players: u32,
        pub count: u32,
        pub coordinates: u32,
        pub dims: *const u32,
        pub domains: *const fm_domain,
        pub replicates: *const u32,
        pub steps: u64,
        pub oracle: *const fm_oracle,
        pub metrics: *const fm_metrics,
    }

    #[repr(C)]
    pub struct fm_view {
        pub struct_size: u32,
        pub count: u32,
        pub stride: u64,
        pub step: u64,
        pub x: *const f64,
        pub active: *const u8,
    }

    #[repr(C)]
    pub struct fm_progress {
        pub struct_size: u32,
        pub r#final: u32,
        pub runs_done: u64,
        pub runs: u64,
        pub steps_done: u64,
        pub steps: u64,
        pub failed: u64,
        pub seconds: f64,
        pub learner_runs: *const u64,
        pub learner_runs_done: *const u64,
        pub learner_failed: *const u64,
    }

    #[repr(C)]
    pub struct fm_observer {
        pub struct_size: u32,
        pub reserved: u32,
        pub create: Option<
            unsafe extern "C" fn(
                *const fm_host,
                *const fm_values,
                *const fm_experiment,
                *mut *mut fm_observer_instance,
            ) -> fm_status,
        >,
        pub destroy: Option<unsafe extern "C" fn(*mut fm_observer_instance)>,
        pub open: Option<
            unsafe extern "C" fn(
                *mut fm_observer_instance,
                *const fm_watch,
                *const fm_recorder,
                *mut *mut fm_observer_batch,
            ) -> fm_status,
        >,
        pub observe:
            Option<unsafe extern "C" fn(*mut fm_observer_batch, *const fm_view) -> fm_status>,
        pub close: Option<unsafe extern "C" fn(*mut fm_observer_batch, u32) -> fm_status>,
        pub progress: Option<unsafe extern "C" fn(*mut fm_observer_instance, *const fm_progress)>,
        pub finish: Option<
            unsafe extern "C" fn(*mut fm_observer_instance, *const *const fm_run, u64) -> fm_status,
        >,
        pub extension: Option<
            unsafe extern "C" fn(*const fm_observer_instance, *const c_char) -> *const c_void,
        >,
    }

    #[repr(C)]
    pub struct fm_print {
        pub struct_size: u32,
        pub reserved: u32,
        pub print: Option<unsafe extern "C" fn(*const fm_host, *const c_char)>,
    }

    #[repr(C)]
    pub struct fm_interrupt {
        pub struct_size: u32,
        pub reserved: u32,
        pub on_overdue: Option<
            unsafe extern "C" fn(
                *const fm_host,
                Option<unsafe extern "C" fn(*mut c_void)>,
                Option<unsafe extern "C" fn(*mut c_void)>,
                *mut c_void,
            ),
        >,
        pub waits: Option<unsafe extern "C" fn(*const fm_host, u32)>,
    }

    #[repr(C)]
    pub struct fm_descriptor {
        pub struct_size: u32,
        pub kind: i32,
        pub id: *const c_char,
        pub version: *const c_char,
        pub summary: *const c_char,
        pub authors: *const c_char,
        pub licence: *const c_char,
        pub citation: *const c_char,
        pub parameter_count: u32,
        pub reserved: u32,
        pub parameters: *const *const fm_parameter,
        pub table: *const c_void,
    }

    #[repr(C)]
    pub struct fm_library {
        pub struct_size: u32,
        pub abi_major: u32,
        pub abi_minor: u32,
        pub count: u32,
        pub descriptors: *const *const fm_descriptor,
    }
}

use abi::*;

// ---- What a plugin says of itself --------------------------------------------------------------

/// A plugin's description.
pub struct Info {
    /// Names the plugin in manifests, and its file ID.so.
    pub id: &'static str,
    pub version: &'static str,
    /// One line.
    pub summary: &'static str,
    pub authors: &'static str,
    /// SPDX.
    pub licence: &'static str,
    /// The source of what it computes; "" if none.
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
    /// An array of reals: rank 1 a list, 2 a matrix (a list of rows), 3 a list of matrices.
    pub fn reals(name: &'static str, rank: u32) -> Self {
        Self::of(name, FM_TYPE_REALS, rank)
    }
    pub fn doc(self, doc: &'static str) -> Self {
        Self { doc, ..self }
    }
    /// The default, written as a TOML value.
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

/// What there is to know of a rule before it is used; see fm_rule. One line of plain text each.
#[derive(Default)]
pub struct Rule {
    pub direction: &'static str,
    pub needs: &'static str,
    pub cost: &'static str,
    pub players: &'static str,
    pub converges: &'static str,
    /// A leader whose results take it for slower than its followers.
    pub slower: bool,
}

// ---- What a plugin is given ---------------------------------------------------------------------

/// Why a plugin cannot do what it is asked to, as a sentence for the person at the manifest:
/// `return Err("the rule is for two players".into())`.
pub struct Refusal {
    status: fm_status,
    /// None: the host refused, and holds the sentence already.
    text: Option<String>,
}

impl<T: Display> From<T> for Refusal {
    fn from(text: T) -> Self {
        Self {
            status: FM_UNSUPPORTED,
            text: Some(text.to_string()),
        }
    }
}

pub type Outcome<T> = Result<T, Refusal>;

/// The values of an instance's parameters, by name. Asking for one that is not declared, or by
/// another type, is a mistake of the plugin and panics.
pub struct Values<'a>(&'a fm_values);

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

/// Rows over a batch: `rows[c][r]` is coordinate c of replica r. A row is `stride` long; what lies
/// behind the last replica is padding, which may be computed on and means nothing. What a replica
/// gets must not depend on its neighbours: loop over r, and use r alone.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    data: &'a [f64],
    stride: usize,
}

impl<'a> Rows<'a> {
    /// # Safety
    /// `data` shows `rows * stride` numbers.
    unsafe fn new(data: *const f64, rows: usize, stride: usize) -> Self {
        Self {
            data: unsafe { list(data, rows * stride) },
            stride,
        }
    }
    pub fn rows(&self) -> usize {
        self.data.len() / self.stride
    }
    pub fn stride(&self) -> usize {
        self.stride
    }
    /// As `self[c]`, for as long as the whole is lent.
    pub fn row(&self, c: usize) -> &'a [f64] {
        &self.data[c * self.stride..][..self.stride]
    }
}

impl Index<usize> for Rows<'_> {
    type Output = [f64];
    fn index(&self, c: usize) -> &[f64] {
        self.row(c)
    }
}

/// Rows to be written, whole.
pub struct RowsMut<'a> {
    data: &'a mut [f64],
    stride: usize,
}

impl<'a> RowsMut<'a> {
    /// # Safety
    /// `data` shows `rows * stride` numbers that nobody else looks at.
    unsafe fn new(data: *mut f64, rows: usize, stride: usize) -> Self {
        Self {
            data: unsafe { slice::from_raw_parts_mut(data, rows * stride) },
            stride,
        }
    }
    pub fn rows(&self) -> usize {
        self.data.len() / self.stride
    }
    pub fn stride(&self) -> usize {
        self.stride
    }
}

impl Index<usize> for RowsMut<'_> {
    type Output = [f64];
    fn index(&self, c: usize) -> &[f64] {
        &self.data[c * self.stride..][..self.stride]
    }
}
impl IndexMut<usize> for RowsMut<'_> {
    fn index_mut(&mut self, c: usize) -> &mut [f64] {
        &mut self.data[c * self.stride..][..self.stride]
    }
}

/// Rows of one's own, zero at first, aligned as the host wants them.
pub struct Store {
    cells: Vec<Cell>,
    stride: usize,
}

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Cell([f64; FM_LANES as usize]);

impl Store {
    /// `stride` is that of the batch.
    pub fn new(rows: usize, stride: usize) -> Self {
        let lanes = FM_LANES as usize;
        Self {
            cells: vec![Cell([0.0; FM_LANES as usize]); rows * stride / lanes],
            stride,
        }
    }
    fn numbers(&self) -> usize {
        self.cells.len() * FM_LANES as usize
    }
    pub fn rows(&self) -> Rows<'_> {
        // SAFETY: cells are FM_LANES numbers each, without gaps.
        let data = unsafe { slice::from_raw_parts(self.cells.as_ptr().cast(), self.numbers()) };
        Rows {
            data,
            stride: self.stride,
        }
    }
    pub fn rows_mut(&mut self) -> RowsMut<'_> {
        // SAFETY: as above.
        let data =
            unsafe { slice::from_raw_parts_mut(self.cells.as_mut_ptr().cast(), self.numbers()) };
        RowsMut {
            data,
            stride: self.stride,
        }
    }
}

/// Quantities of a game, players counted from 0; abi.h says the rows of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// f_i
    Cost { player: usize },
    /// D_j f_i
    Gradient { player: usize, by: usize },
    /// D_jk f_i v
    HessianProduct { player: usize, by: (usize, usize) },
    /// D_jk f_i, d_j rows of d_k numbers, a row of the batch each
    HessianBlock { player: usize, by: (usize, usize) },
    /// D_jkl f_i (u, v)
    ThirdProduct {
        player: usize,
        by: (usize, usize, usize),
    },
    /// All partial derivatives of f_i up to an order
    Taylor { player: usize, order: usize },
}

impl Quantity {
    fn from_c(request: &fm_request) -> Option<Self> {
        let player = request.player as usize;
        let (j, k, l) = (request.j as usize, request.k as usize, request.l as usize);
        Some(match request.quantity {
            FM_COST => Self::Cost { player },
            FM_GRADIENT => Self::Gradient { player, by: j },
            FM_HESSIAN_PRODUCT => Self::HessianProduct { player, by: (j, k) },
            FM_HESSIAN_BLOCK => Self::HessianBlock { player, by: (j, k) },
            FM_THIRD_PRODUCT => Self::ThirdProduct {
                player,
                by: (j, k, l),
            },
            FM_TAYLOR => Self::Taylor { player, order: j },
            _ => return None,
        })
    }
    fn to_c(self) -> fm_request {
        let (quantity, player, j, k, l) = match self {
            Self::Cost { player } => (FM_COST, player, 0, 0, 0),
            Self::Gradient { player, by } => (FM_GRADIENT, player, by, 0, 0),
            Self::HessianProduct { player, by: (j, k) } => (FM_HESSIAN_PRODUCT, player, j, k, 0),
            Self::HessianBlock { player, by: (j, k) } => (FM_HESSIAN_BLOCK, player, j, k, 0),
            Self::ThirdProduct {
                player,
                by: (j, k, l),
            } => (FM_THIRD_PRODUCT, player, j, k, l),
            Self::Taylor { player, order } => (FM_TAYLOR, player, order, 0, 0),
        };
        fm_request {
            struct_size: size_of::<fm_request>(),
            quantity,
            player: player as u32,
            j: j as u32,
            k: k as u32,
            l: l as u32,
        }
    }
    fn rows(self, dims: &[u32]) -> usize {
        let of = |player: usize| dims[player] as usize;
        match self {
            Self::Cost { .. } => 1,
            Self::Gradient { by, .. } => of(by),
            Self::HessianProduct { by, .. } => of(by.0),
            Self::HessianBlock { by, .. } => of(by.0) * of(by.1),
            Self::ThirdProduct { by, .. } => of(by.0),
            Self::Taylor { order, .. } => {
                let d: usize = dims.iter().map(|&d| d as usize).sum();
                (1..=order).fold(1, |rows, k| rows * (d + k) / k) // binomial(d + order, order)
            }
        }
    }
    /// Rows of each vector that comes with a request.
    fn vectors(self, dims: &[u32]) -> Vec<usize> {
        match self {
            Self::HessianProduct { by, .. } => vec![dims[by.1] as usize],
            Self::ThirdProduct { by, .. } => vec![dims[by.1] as usize, dims[by.2] as usize],
            _ => Vec::new(),
        }
    }
}

// ---- Games --------------------------------------------------------------------------------------

/// The set that one coordinate lives in.
#[derive(Clone, Copy)]
pub struct Domain(fm_domain);

impl Domain {
    pub fn real() -> Self {
        Self(fm_domain {
            kind: FM_DOMAIN_REAL,
            reserved: 0,
            lower: 0.0,
            upper: 0.0,
        })
    }
    /// lower <= x <= upper; the engine projects.
    pub fn within(lower: f64, upper: f64) -> Self {
        Self(fm_domain {
            kind: FM_DOMAIN_BOX,
            reserved: 0,
            lower,
            upper,
        })
    }
    pub fn at_least(lower: f64) -> Self {
        Self::within(lower, f64::INFINITY)
    }
    /// The number of the domain that is nearest to x; on a circle x itself, which needs no wrapping.
    pub fn project(&self, x: f64) -> f64 {
        match self.0.kind {
            FM_DOMAIN_BOX => x.max(self.0.lower).min(self.0.upper),
            _ => x,
        }
    }
    /// A circle; the engine wraps into [lower, upper).
    pub fn periodic(lower: f64, upper: f64) -> Self {
        Self(fm_domain {
            kind: FM_DOMAIN_PERIODIC,
            reserved: 0,
            lower,
            upper,
        })
    }
}

/// Players and their coordinates.
pub struct Shape {
    players: Vec<Vec<Domain>>,
    starts: Option<(f64, f64)>,
}

impl Shape {
    /// A list of domains for each player.
    pub fn of(players: Vec<Vec<Domain>>) -> Self {
        Self {
            players,
            starts: None,
        }
    }
    /// Players of one coordinate each.
    pub fn alike(players: usize, domain: Domain) -> Self {
        Self::of(vec![vec![domain]; players])
    }
    /// A sensible interval for the start of every coordinate.
    pub fn starts(self, lower: f64, upper: f64) -> Self {
        Self {
            starts: Some((lower, upper)),
            ..self
        }
    }
}

/// Where a batch stands.
pub struct Batch<'a> {
    /// The joint action, a row each coordinate.
    pub x: Rows<'a>,
    pub count: usize,
    pub step: u64,
    pub seed: u64,
    /// Which replicate each replica is; keys its random draws.
    pub replicates: &'a [u32],
}

impl<'a> Batch<'a> {
    /// # Safety
    /// As the host lends it, with so many coordinates.
    unsafe fn new(c: &'a fm_batch, coordinates: usize) -> Self {
        Self {
            x: unsafe { Rows::new(c.x, coordinates, c.stride as usize) },
            count: c.count as usize,
            step: c.step,
            seed: c.seed,
            replicates: unsafe { list(c.replicates, c.count) },
        }
    }
}

/// A game: what it offers of its costs and their derivatives, written by hand. The host completes
/// dense blocks from products and products from blocks.
pub trait Game: Sized + Send + 'static {
    fn info() -> Info;
    fn new(values: &Values) -> Outcome<Self>;
    fn shape(&self) -> Shape;
    fn offers(&self, quantity: Quantity) -> bool;
    /// Writes one quantity of the whole batch, padding too: a pure function of its arguments.
    fn evaluate(
        &self,
        quantity: Quantity,
        at: &Batch,
        vectors: &[Rows],
        out: RowsMut,
    ) -> Outcome<()>;
}

struct GameInstance<G> {
    host: *const fm_host,
    game: G,
    shape: fm_shape,
    dims: Vec<u32>,
    domains: Vec<fm_domain>,
    _starts: (Vec<f64>, Vec<f64>), // the shape shows them
    plans: Vec<Box<Vec<Quantity>>>,
}

impl<G: Game> GameInstance<G> {
    /// # Safety
    /// `game` came from `create`, here and in all below.
    unsafe fn at<'a>(game: *mut fm_game_instance) -> &'a mut Self {
        unsafe { &mut *game.cast() }
    }
    unsafe extern "C" fn create(
        host: *const fm_host,
        values: *const fm_values,
        out: *mut *mut fm_game_instance,
    ) -> fm_status {
        at_border(host, || {
            let game = G::new(&Values(unsafe { &*values }))?;
            let shape = game.shape();
            let domains: Vec<_> = shape.players.iter().flatten().map(|d| d.0).collect();
            let starts = match shape.starts {
                Some((lower, upper)) => (vec![lower; domains.len()], vec![upper; domains.len()]),
                None => (Vec::new(), Vec::new()),
            };
            let dims: Vec<_> = shape.players.iter().map(|p| p.len() as u32).collect();
            let pointer = |list: &[f64]| {
                if list.is_empty() {
                    ptr::null()
                } else {
                    list.as_ptr()
                }
            };
            let made = Box::new(Self {
                host,
                game,
                shape: fm_shape {
                    struct_size: size_of::<fm_shape>(),
                    players: dims.len() as u32,
                    dims: dims.as_ptr(), // what vectors hold stays where it is as they move
                    domains: domains.as_ptr(),
                    start_lower: pointer(&starts.0),
                    start_upper: pointer(&starts.1),
                },
                dims,
                domains,
                _starts: starts,
                plans: Vec::new(),
            });
            unsafe { *out = Box::into_raw(made).cast() };
            Ok(())
        })
    }
    unsafe extern "C" fn destroy(game: *mut fm_game_instance) {
        unsafe { drop_at_border::<Self>(Self::at(game).host, game.cast()) };
    }
    unsafe extern "C" fn shape(game: *const fm_game_instance) -> *const fm_shape {
        unsafe { &Self::at(game as *mut _).shape }
    }
    unsafe extern "C" fn offers(game: *const fm_game_instance, request: *const fm_request) -> u32 {
        let this = unsafe { Self::at(game as *mut _) };
        let mut offered = false;
        at_border(this.host, || {
            let request = unsafe { &*request };
            let n = this.dims.len() as u32;
            // Of what is no index of this game the plugin need not know.
            let known = request.player < n
                && (request.quantity == FM_TAYLOR || request.j < n)
                && request.k < n
                && request.l < n;
            let quantity = Quantity::from_c(request).filter(|_| known);
            offered = quantity.map_or(false, |q| this.game.offers(q));
            Ok(())
        });
        offered.into()
    }
    unsafe extern "C" fn prepare(
        game: *mut fm_game_instance,
        requests: *const *const fm_request,
        count: u32,
        out: *mut *mut fm_game_plan,
    ) -> fm_status {
        let this = unsafe { Self::at(game) };
        at_border(this.host, || {
            let mut plan = Box::new(Vec::new());
            for &request in unsafe { list(requests, count) } {
                if unsafe { Self::offers(game, request) } == 0 {
                    return Err("the game has no such quantity".into());
                }
                plan.extend(Quantity::from_c(unsafe { &*request }));
            }
            unsafe { *out = (&mut *plan as *mut Vec<Quantity>).cast() };
            this.plans.push(plan);
            Ok(())
        })
    }
    unsafe extern "C" fn release(game: *mut fm_game_instance, plan: *mut fm_game_plan) {
        let this = unsafe { Self::at(game) };
        this.plans.retain(|kept| !ptr::eq(&**kept, plan.cast()));
    }
    unsafe extern "C" fn evaluate(
        game: *mut fm_game_instance,
        plan: *mut fm_game_plan,
        batch: *const fm_batch,
        mut vectors: *const *const f64,
        out: *const *mut f64,
    ) -> fm_status {
        let this = unsafe { Self::at(game) };
        at_border(this.host, || {
            let plan = unsafe { &*plan.cast::<Vec<Quantity>>() };
            let at = unsafe { Batch::new(&*batch, this.domains.len()) };
            let stride = at.x.stride();
            for (q, &quantity) in plan.iter().enumerate() {
                let mut given = Vec::new(); // without a vector it allocates nothing
                for rows in quantity.vectors(&this.dims) {
                    given.push(unsafe { Rows::new(*vectors, rows, stride) });
                    vectors = unsafe { vectors.add(1) };
                }
                let rows = quantity.rows(&this.dims);
                let out = unsafe { RowsMut::new(*out.add(q), rows, stride) };
                this.game.evaluate(quantity, &at, &given, out)?;
            }
            Ok(())
        })
    }
}

#[doc(hidden)]
pub fn game_descriptor<G: Game>() -> *const fm_descriptor {
    let table = fm_game {
        struct_size: size_of::<fm_game>(),
        reserved: 0,
        create: Some(GameInstance::<G>::create),
        destroy: Some(GameInstance::<G>::destroy),
        shape: Some(GameInstance::<G>::shape),
        offers: Some(GameInstance::<G>::offers),
        prepare: Some(GameInstance::<G>::prepare),
        release: Some(GameInstance::<G>::release),
        evaluate: Some(GameInstance::<G>::evaluate),
        extension: None,
    };
    descriptor(G::info(), FM_KIND_GAME, forever(table))
}

// ---- What learners and observers ask of the game ------------------------------------------------

/// A quantity that arrives with every step.
#[derive(Clone, Copy)]
pub struct Subscription {
    index: usize,
    rows: usize,
}

/// Quantities that are evaluated when they are wanted.
pub struct Plan {
    handle: u32,
    quantities: Vec<Quantity>,
}

pub struct Oracle {
    c: *const fm_oracle,
    dims: Vec<u32>,
    subscribed: usize,
}

// SAFETY: the host lends it to an instance, whichever thread uses that.
unsafe impl Send for Oracle {}

impl Oracle {
    fn c(&self) -> &fm_oracle {
        // SAFETY: lent for the life of the instance that it was made for.
        unsafe { &*self.c }
    }
    pub fn offers(&self, quantity: Quantity) -> bool {
        let offers = self.c().offers.expect("a host's table is whole");
        unsafe { offers(self.c, &quantity.to_c()) != 0 }
    }
    /// In `Learner::new` only.
    pub fn subscribe(&mut self, quantity: Quantity) -> Outcome<Subscription> {
        let subscribe = self.c().subscribe.expect("a host's table is whole");
        let request = quantity.to_c();
        granted(unsafe { subscribe(self.c, &(&request as *const _), 1) })?;
        self.subscribed += 1;
        Ok(Subscription {
            index: self.subscribed - 1,
            rows: quantity.rows(&self.dims),
        })
    }
    /// In `new` and `open` only.
    pub fn prepare(&mut self, quantities: &[Quantity]) -> Outcome<Plan> {
        let prepare = self.c().prepare.expect("a host's table is whole");
        let requests: Vec<_> = quantities.iter().map(|q| q.to_c()).collect();
        let pointers: Vec<_> = requests.iter().map(|r| r as *const _).collect();
        let mut handle = 0;
        let count = pointers.len() as u32;
        granted(unsafe { prepare(self.c, pointers.as_ptr(), count, &mut handle) })?;
        Ok(Plan {
            handle,
            quantities: quantities.to_vec(),
        })
    }
    /// In `direction` and `observe` only: the plan's quantities at any joint action, with the
    /// vectors of all of them in order. `x`, `vectors` and `out` are rows of the batch's stride,
    /// lent by the host or from a [`Store`].
    pub fn evaluate(
        &self,
        plan: &Plan,
        x: Rows,
        vectors: &[Rows],
        out: &mut [RowsMut],
    ) -> Outcome<()> {
        let evaluate = self.c().evaluate.expect("a host's table is whole");
        let wanted: Vec<_> = plan.quantities.iter().map(|q| q.rows(&self.dims)).collect();
        let taken: Vec<_> = plan
            .quantities
            .iter()
            .flat_map(|q| q.vectors(&self.dims))
            .collect();
        // The host writes and reads so many numbers: too short an array must not reach it.
        assert!(
            x.rows() == self.dims.iter().map(|&d| d as usize).sum::<usize>()
                && vectors.iter().map(Rows::rows).eq(taken)
                && out.iter().map(RowsMut::rows).eq(wanted)
                && vectors.iter().all(|v| v.stride == x.stride)
                && out.iter().all(|o| o.stride == x.stride),
            "rows of another shape than the plan's quantities have"
        );
        let vectors: Vec<_> = vectors.iter().map(|v| v.data.as_ptr()).collect();
        let out: Vec<_> = out.iter_mut().map(|o| o.data.as_mut_ptr()).collect();
        let x = x.data.as_ptr();
        granted(unsafe { evaluate(self.c, plan.handle, x, vectors.as_ptr(), out.as_ptr()) })
    }
}

fn granted(status: fm_status) -> Outcome<()> {
    match status {
        FM_OK => Ok(()),
        status => Err(Refusal { status, text: None }),
    }
}

// ---- Learners -----------------------------------------------------------------------------------

/// A learner's place in the game.
#[derive(Clone)]
pub struct Role {
    /// Whose direction the learner yields.
    pub player: usize,
    /// Coordinates of each player.
    pub dims: Vec<u32>,
    /// Of each player in the order of play; 0 leads.
    pub place: Vec<u32>,
    /// Of each coordinate of the joint action.
    pub domains: Vec<Domain>,
    /// Replicas of the batch, and the length of its rows.
    pub count: usize,
    pub stride: usize,
}

impl Role {
    pub fn players(&self) -> usize {
        self.dims.len()
    }
}

/// One step of the batch.
pub struct Step<'a> {
    c: &'a fm_step,
    pub batch: Batch<'a>,
    /// gamma of every player at this step.
    pub step_sizes: &'a [f64],
    pub oracle: &'a Oracle,
}

impl<'a> Step<'a> {
    pub fn quantity(&self, of: Subscription) -> Rows<'a> {
        // SAFETY: the host brings what was subscribed to, in that order.
        unsafe {
            Rows::new(
                *self.c.quantities.add(of.index),
                of.rows,
                self.batch.x.stride(),
            )
        }
    }
    /// Ends one replica with a reason; the others go on.
    pub fn fail(&self, replica: usize, reason: &str) {
        let fail = self.oracle.c().fail.expect("a host's table is whole");
        unsafe { fail(self.oracle.c, replica as u32, lent_text(reason).as_ptr()) };
    }
    /// Something about one replica that the theory behind the rule does not cover, as a sentence.
    pub fn warn(&self, replica: usize, text: &str) {
        if let Some(warn) = self.oracle.c().warn {
            unsafe { warn(self.oracle.c, replica as u32, lent_text(text).as_ptr()) };
        }
    }
}

/// A rule by which one player moves.
pub trait Learner: Sized + Send + 'static {
    /// Whether `direction` writes the player's next action outright, as a best response does,
    /// instead of the direction that the player descends.
    const RESPONDS: bool = false;

    fn info() -> Info;
    fn rule() -> Option<Rule> {
        None
    }
    /// Asks the oracle for what the rule needs. Refuses games and places that it is not for.
    fn new(values: &Values, role: &Role, oracle: &mut Oracle) -> Outcome<Self>;
    /// Writes a row for each coordinate of the player.
    fn direction(&mut self, step: &Step, out: RowsMut) -> Outcome<()>;
}

struct LearnerInstance<L> {
    host: *const fm_host,
    rows: usize,
    oracle: Oracle,
    learner: L,
}

impl<L: Learner> LearnerInstance<L> {
    unsafe extern "C" fn create(
        host: *const fm_host,
        values: *const fm_values,
        role: *const fm_role,
        oracle: *const fm_oracle,
        out: *mut *mut fm_learner_instance,
    ) -> fm_status {
        at_border(host, || {
            let role = unsafe { &*role };
            let dims = unsafe { list(role.dims, role.players) }.to_vec();
            let coordinates: u32 = dims.iter().sum();
            let domains = unsafe { list(role.domains, coordinates) };
            let mut oracle = Oracle {
                c: oracle,
                dims: dims.clone(),
                subscribed: 0,
            };
            let role = Role {
                player: role.player as usize,
                dims,
                place: unsafe { list(role.place, role.players) }.to_vec(),
                domains: domains.iter().copied().map(Domain).collect(),
                count: role.count as usize,
                stride: role.stride as usize,
            };
            let learner = L::new(&Values(unsafe { &*values }), &role, &mut oracle)?;
            let rows = role.dims[role.player] as usize;
            let made = Box::new(Self {
                host,
                rows,
                oracle,
                learner,
            });
            unsafe { *out = Box::into_raw(made).cast() };
            Ok(())
        })
    }
    unsafe extern "C" fn destroy(learner: *mut fm_learner_instance) {
        let this = learner.cast::<Self>();
        unsafe { drop_at_border((*this).host, this) };
    }
    unsafe extern "C" fn step(
        learner: *mut fm_learner_instance,
        step: *const fm_step,
        out: *mut f64,
    ) -> fm_status {
        let this = unsafe { &mut *learner.cast::<Self>() };
        at_border(this.host, || {
            let c = unsafe { &*step };
            let coordinates = this.oracle.dims.iter().map(|&d| d as usize).sum();
            let batch = unsafe { Batch::new(&*c.batch, coordinates) };
            let out = unsafe { RowsMut::new(out, this.rows, batch.x.stride()) };
            let step_sizes = unsafe { list(c.step_sizes, this.oracle.dims.len()) };
            this.learner.direction(
                &Step {
                    c,
                    batch,
                    step_sizes,
                    oracle: &this.oracle,
                },
                out,
            )
        })
    }
}

#[doc(hidden)]
pub fn learner_descriptor<L: Learner>() -> *const fm_descriptor {
    let rule = L::rule().map_or(ptr::null(), |rule| {
        forever(fm_rule {
            struct_size: size_of::<fm_rule>(),
            slower: rule.slower.into(),
            direction: forever_text(rule.direction),
            needs: forever_text(rule.needs),
            cost: forever_text(rule.cost),
            players: forever_text(rule.players),
            converges: forever_text(rule.converges),
        })
    });
    let step = LearnerInstance::<L>::step;
    let table = fm_learner {
        struct_size: size_of::<fm_learner>(),
        reserved: 0,
        create: Some(LearnerInstance::<L>::create),
        destroy: Some(LearnerInstance::<L>::destroy),
        direction: if L::RESPONDS { None } else { Some(step) },
        respond: if L::RESPONDS { Some(step) } else { None },
        extension: None,
        rule,
    };
    descriptor(L::info(), FM_KIND_LEARNER, forever(table))
}

// ---- Observers ----------------------------------------------------------------------------------

/// The experiment that is watched, and a way to tell a person something.
pub struct Experiment {
    host: *const fm_host,
    pub name: String,
    pub learners: Vec<String>,
    pub replicates: usize,
    pub variants: usize,
    pub steps: u64,
    pub runs: u64,
}

// SAFETY: what the host's functions are called with may come from any thread.
unsafe impl Send for Experiment {}
unsafe impl Sync for Experiment {}

impl Experiment {
    /// Text for a person, as it is, if this host prints.
    pub fn print(&self, text: &str) {
        // SAFETY: the host and its tables live as long as the instance.
        unsafe {
            let extension = (*self.host).extension.expect("a host's table is whole");
            let id = lent_text(FM_PRINT_EXTENSION);
            let table = extension(self.host, id.as_ptr()).cast::<fm_print>();
            if let Some(print) = table.as_ref().and_then(|table| table.print) {
                print(self.host, lent_text(text).as_ptr());
            }
        }
    }
}

/// What a batch looks like when it starts.
pub struct Watch<'a> {
    /// Index in `Experiment::learners`.
    pub learner: usize,
    pub variant: usize,
    /// Coordinates of each player.
    pub dims: &'a [u32],
    /// Which replicate each replica is.
    pub replicates: &'a [u32],
    pub steps: u64,
    c: &'a fm_watch,
}

impl Watch<'_> {
    pub fn coordinates(&self) -> usize {
        self.c.coordinates as usize
    }
    /// The game, for a watcher to keep: to be prepared now, and evaluated in `observe`.
    pub fn oracle(&self) -> Oracle {
        Oracle {
            c: self.c.oracle,
            dims: self.dims.to_vec(),
            subscribed: 0,
        }
    }
}

/// A batch after a step, at the observer's cadence; the start is step 0.
pub struct View<'a> {
    pub step: u64,
    /// A row each coordinate.
    pub x: Rows<'a>,
    active: &'a [u8],
}

impl View<'_> {
    /// The replicas that took this step and are to be looked at.
    pub fn active(&self) -> impl Iterator<Item = usize> + '_ {
        self.active
            .iter()
            .enumerate()
            .filter(|(_, &active)| active != 0)
            .map(|(r, _)| r)
    }
    /// The joint action of one replica.
    pub fn action(&self, replica: usize) -> Vec<f64> {
        (0..self.x.rows()).map(|c| self.x[c][replica]).collect()
    }
}

/// What a watcher leaves in the results.
#[derive(Clone, Copy)]
pub struct Recorder(*const fm_recorder);

impl Recorder {
    fn c(&self) -> &fm_recorder {
        // SAFETY: lent from open to close.
        unsafe { &*self.0 }
    }
    /// A named number of one replica at a step.
    pub fn metric(&self, replica: usize, step: u64, name: &str, value: f64) {
        let metric = self.c().metric.expect("a host's table is whole");
        unsafe {
            metric(
                self.0,
                replica as u32,
                step,
                lent_text(name).as_ptr(),
                value,
            )
        };
    }
    /// The joint action of one replica at a step, a value a coordinate.
    pub fn trajectory(&self, replica: usize, step: u64, x: &[f64]) {
        let trajectory = self.c().trajectory.expect("a host's table is whole");
        unsafe { trajectory(self.0, replica as u32, step, x.as_ptr()) };
    }
    /// The path of a new file of one replica; in `open` only.
    pub fn file(&self, replica: usize, name: &str) -> Outcome<String> {
        let file = self.c().file.expect("a host's table is whole");
        let path = unsafe { file(self.0, replica as u32, lent_text(name).as_ptr()) };
        if path.is_null() {
            return Err(format!("no file '{}' can be had", name).into());
        }
        Ok(unsafe { text_of(path) }.to_string())
    }
}

/// How one run ended.
pub struct Run<'a> {
    /// Index in `Experiment::learners`.
    pub learner: usize,
    pub replicate: usize,
    pub variant: usize,
    /// FM_RUN_*.
    pub status: i32,
    /// Empty unless stopped or failed.
    pub reason: &'a str,
    pub steps: u64,
    /// The last finite joint action, and each player's cost there.
    pub x: &'a [f64],
    pub costs: &'a [f64],
}

impl<'a> Run<'a> {
    /// # Safety
    /// As the host lends it.
    unsafe fn new(c: &'a fm_run) -> Self {
        let dims = unsafe { list(c.dims, c.players) };
        let coordinates: u32 = dims.iter().sum();
        Self {
            learner: c.learner as usize,
            replicate: c.replicate as usize,
            variant: c.variant as usize,
            status: c.status,
            reason: unsafe { text_of(c.reason) },
            steps: c.steps,
            x: unsafe { list(c.x, coordinates) },
            costs: unsafe { list(c.cost, c.players) },
        }
    }
}

/// An observer of an experiment. Batches run on several threads at once, each with a watcher of its
/// own.
pub trait Observer: Sized + Send + Sync + 'static {
    type Watcher: Watcher;

    fn info() -> Info;
    /// Keeps the experiment if it has something to print later.
    fn new(values: &Values, experiment: Experiment) -> Outcome<Self>;
    fn open(&self, watch: &Watch, recorder: Recorder) -> Outcome<Self::Watcher>;
    /// All runs, when the experiment has ended.
    fn finish(&self, _runs: &[Run]) {}
}

/// What watches one batch.
pub trait Watcher: Sized + 'static {
    /// A step at the observer's cadence; the start and the last step are always seen.
    fn observe(&mut self, view: &View) -> Outcome<()>;
    /// The batch has ended well.
    fn close(&mut self) -> Outcome<()> {
        Ok(())
    }
}

struct ObserverInstance<O> {
    host: *const fm_host,
    observer: O,
}

struct OpenWatcher<W> {
    host: *const fm_host,
    coordinates: usize,
    watcher: W,
}

impl<O: Observer> ObserverInstance<O> {
    unsafe extern "C" fn create(
        host: *const fm_host,
        values: *const fm_values,
        experiment: *const fm_experiment,
        out: *mut *mut fm_observer_instance,
    ) -> fm_status {
        at_border(host, || {
            let c = unsafe { &*experiment };
            let names = unsafe { list(c.learner_names, c.learners) };
            let experiment = Experiment {
                host,
                name: unsafe { text_of(c.name) }.to_string(),
                learners: names
                    .iter()
                    .map(|n| unsafe { text_of(*n) }.to_string())
                    .collect(),
                replicates: c.replicates as usize,
                variants: c.variants as usize,
                steps: c.steps,
                runs: c.runs,
            };
            let observer = O::new(&Values(unsafe { &*values }), experiment)?;
            unsafe { *out = Box::into_raw(Box::new(Self { host, observer })).cast() };
            Ok(())
        })
    }
    unsafe extern "C" fn destroy(observer: *mut fm_observer_instance) {
        let this = observer.cast::<Self>();
        unsafe { drop_at_border((*this).host, this) };
    }
    unsafe extern "C" fn open(
        observer: *mut fm_observer_instance,
        watch: *const fm_watch,
        recorder: *const fm_recorder,
        out: *mut *mut fm_observer_batch,
    ) -> fm_status {
        // Shared: other threads may be opening batches of theirs.
        let this = unsafe { &*observer.cast::<Self>() };
        at_border(this.host, || {
            let c = unsafe { &*watch };
            let watch = Watch {
                learner: c.learner as usize,
                variant: c.variant as usize,
                dims: unsafe { list(c.dims, c.players) },
                replicates: unsafe { list(c.replicates, c.count) },
                steps: c.steps,
                c,
            };
            let watcher = this.observer.open(&watch, Recorder(recorder))?;
            let coordinates = watch.coordinates();
            let made = Box::new(OpenWatcher {
                host: this.host,
                coordinates,
                watcher,
            });
            unsafe { *out = Box::into_raw(made).cast() };
            Ok(())
        })
    }
    unsafe extern "C" fn observe(batch: *mut fm_observer_batch, view: *const fm_view) -> fm_status {
        let this = unsafe { &mut *batch.cast::<OpenWatcher<O::Watcher>>() };
        at_border(this.host, || {
            let c = unsafe { &*view };
            this.watcher.observe(&View {
                step: c.step,
                x: unsafe { Rows::new(c.x, this.coordinates, c.stride as usize) },
                active: unsafe { list(c.active, c.count) },
            })
        })
    }
    unsafe extern "C" fn close(batch: *mut fm_observer_batch, complete: u32) -> fm_status {
        let this = batch.cast::<OpenWatcher<O::Watcher>>();
        let host = unsafe { (*this).host };
        let status = at_border(host, || match complete {
            0 => Ok(()),
            _ => unsafe { (*this).watcher.close() },
        });
        unsafe { drop_at_border(host, this) };
        status
    }
    unsafe extern "C" fn finish(
        observer: *mut fm_observer_instance,
        runs: *const *const fm_run,
        count: u64,
    ) -> fm_status {
        let this = unsafe { &*observer.cast::<Self>() };
        at_border(this.host, || {
            let runs: Vec<_> = unsafe { list(runs, count) }
                .iter()
                .map(|r| unsafe { Run::new(&**r) })
                .collect();
            this.observer.finish(&runs);
            Ok(())
        })
    }
}

#[doc(hidden)]
pub fn observer_descriptor<O: Observer>() -> *const fm_descriptor {
    let table = fm_observer {
        struct_size: size_of::<fm_observer>(),
        reserved: 0,
        create: Some(ObserverInstance::<O>::create),
        destroy: Some(ObserverInstance::<O>::destroy),
        open: Some(ObserverInstance::<O>::open),
        observe: Some(ObserverInstance::<O>::observe),
        close: Some(ObserverInstance::<O>::close),
        progress: None,
        finish: Some(ObserverInstance::<O>::finish),
        extension: None,
    };
    descriptor(O::info(), FM_KIND_OBSERVER, forever(table))
}

// ---- The border ---------------------------------------------------------------------------------

thread_local! {
    /// Where the last panic of this thread was, and what it said.
    static LAST_PANIC: RefCell<String> = RefCell::new(String::new());
}

/// Runs `body` and turns its refusal, or its panic, into a status and a message.
fn at_border(host: *const fm_host, body: impl FnOnce() -> Outcome<()>) -> fm_status {
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
unsafe fn drop_at_border<T>(host: *const fm_host, made: *mut T) {
    at_border(host, || {
        drop(unsafe { Box::from_raw(made) });
        Ok(())
    });
}

fn size_of<T>() -> u32 {
    std::mem::size_of::<T>() as u32
}

/// Descriptors are never freed: the host may read them until the very end of the process.
fn forever<T>(made: T) -> *const T {
    Box::leak(Box::new(made))
}
fn forever_list<T>(made: Vec<T>) -> *const T {
    Box::leak(made.into_boxed_slice()).as_ptr()
}
fn forever_text(text: &str) -> *const c_char {
    lent_text(text).into_raw()
}
/// Up to a NUL, if it has one: C knows no other end.
fn lent_text(text: &str) -> CString {
    CString::new(text.split('\0').next().unwrap_or("")).expect("has no NUL")
}

/// # Safety
/// A string in UTF-8, ended by NUL, that lives as long as what is made of it.
unsafe fn text_of<'a>(text: *const c_char) -> &'a str {
    unsafe { CStr::from_ptr(text) }
        .to_str()
        .expect("the host speaks UTF-8")
}

/// # Safety
/// `count` elements that live as long as what is made of them; NULL if there are none.
unsafe fn list<'a, T>(first: *const T, count: impl TryInto<usize>) -> &'a [T] {
    match count.try_into().unwrap_or(0) {
        0 => &[],
        count => unsafe { slice::from_raw_parts(first, count) },
    }
}

fn descriptor<T>(info: Info, kind: i32, table: *const T) -> *const fm_descriptor {
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

/// The library's one table.
#[doc(hidden)]
pub struct Library {
    once: Once,
    table: std::sync::atomic::AtomicPtr<fm_library>,
}

impl Library {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self {
            once: Once::new(),
            table: std::sync::atomic::AtomicPtr::new(ptr::null_mut()),
        }
    }
    /// Null if a description panics: the host then says that the library gives no table.
    pub fn get(&self, descriptors: fn() -> Vec<*const fm_descriptor>) -> *const fm_library {
        use std::sync::atomic::Ordering::{Acquire, Release};
        self.once.call_once(|| {
            // The host prints what a panic said; this library's own std would print it once more.
            std::panic::set_hook(Box::new(|panic| {
                let text = panic.to_string();
                LAST_PANIC.with(|last| *last.borrow_mut() = text);
            }));
            let made = catch_unwind(|| {
                let descriptors = descriptors();
                Box::new(fm_library {
                    struct_size: size_of::<fm_library>(),
                    abi_major: FM_ABI_MAJOR,
                    abi_minor: FM_ABI_MINOR,
                    count: descriptors.len() as u32,
                    descriptors: forever_list(descriptors),
                })
            });
            if let Ok(library) = made {
                self.table.store(Box::into_raw(library), Release);
            }
        });
        self.table.load(Acquire)
    }
}

/// Makes this library a firstmove plugin of several: `library!(game: A, learner: B, learner: C);`.
#[macro_export]
macro_rules! library {
    ($($kind:ident : $plugin:ty),+ $(,)?) => {
        #[no_mangle]
        pub extern "C" fn firstmove_library() -> *const $crate::abi::fm_library {
            static LIBRARY: $crate::Library = $crate::Library::new();
            LIBRARY.get(|| vec![$($crate::descriptor_of!($kind $plugin)),+])
        }
    };
}
#[doc(hidden)]
#[macro_export]
macro_rules! descriptor_of {
    (game $plugin:ty) => {
        $crate::game_descriptor::<$plugin>()
    };
    (learner $plugin:ty) => {
        $crate::learner_descriptor::<$plugin>()
    };
    (observer $plugin:ty) => {
        $crate::observer_descriptor::<$plugin>()
    };
}

/// Makes this library the game plugin of a type.
#[macro_export]
macro_rules! game {
    ($plugin:ty) => {
        $crate::library!(game: $plugin);
    };
}
/// Makes this library the learner plugin of a type.
#[macro_export]
macro_rules! learner {
    ($plugin:ty) => {
        $crate::library!(learner: $plugin);
    };
}
/// Makes this library the observer plugin of a type.
#[macro_export]
macro_rules! observer {
    ($plugin:ty) => {
        $crate::library!(observer: $plugin);
    };
}
