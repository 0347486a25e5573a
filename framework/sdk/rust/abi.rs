//! The C interface: names, members and values as in firstmove/abi.h, which is the manual.

#![allow(non_camel_case_types)]

use std::os::raw::{c_char, c_void};

pub const FM_ABI_MAJOR: u32 = 1;
pub const FM_ABI_MINOR: u32 = 5;
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

pub const FM_NODE_CONSTANT: i32 = 1;
pub const FM_NODE_ACTION: i32 = 2;
pub const FM_NODE_NORMAL: i32 = 3;
pub const FM_NODE_UNIFORM: i32 = 4;
pub const FM_NODE_PICK: i32 = 5;
pub const FM_NODE_NEGATE: i32 = 10;
pub const FM_NODE_ABS: i32 = 11;
pub const FM_NODE_SQRT: i32 = 12;
pub const FM_NODE_EXP: i32 = 13;
pub const FM_NODE_EXPM1: i32 = 14;
pub const FM_NODE_LOG: i32 = 15;
pub const FM_NODE_LOG1P: i32 = 16;
pub const FM_NODE_SIN: i32 = 17;
pub const FM_NODE_COS: i32 = 18;
pub const FM_NODE_TANH: i32 = 19;
pub const FM_NODE_SIGMOID: i32 = 20;
pub const FM_NODE_SOFTPLUS: i32 = 21;
pub const FM_NODE_WHOLE_POWER: i32 = 22;
pub const FM_NODE_NOT: i32 = 23;
pub const FM_NODE_ADD: i32 = 30;
pub const FM_NODE_SUBTRACT: i32 = 31;
pub const FM_NODE_MULTIPLY: i32 = 32;
pub const FM_NODE_DIVIDE: i32 = 33;
pub const FM_NODE_POWER: i32 = 34;
pub const FM_NODE_MINIMUM: i32 = 35;
pub const FM_NODE_MAXIMUM: i32 = 36;
pub const FM_NODE_LESS: i32 = 37;
pub const FM_NODE_LESS_EQUAL: i32 = 38;
pub const FM_NODE_EQUAL: i32 = 39;
pub const FM_NODE_AND: i32 = 40;
pub const FM_NODE_OR: i32 = 41;
pub const FM_NODE_CHOOSE: i32 = 50;
pub const FM_NODE_SUM: i32 = 60;
pub const FM_NODE_LOGSUMEXP: i32 = 61;
pub const FM_NODE_PRODUCT: i32 = 62;
pub const FM_NODE_TRANSPOSE: i32 = 63;
pub const FM_NODE_RESHAPE: i32 = 64;
pub const FM_NODE_SLICE: i32 = 65;
pub const FM_NODE_GATHER: i32 = 66;
pub const FM_NODE_SCATTER: i32 = 67;
pub const FM_NODE_ASSEMBLE: i32 = 68;

pub const FM_SUM_ALL: i32 = 0;
pub const FM_SUM_COLUMNS: i32 = 1;
pub const FM_SUM_ROWS: i32 = 2;
pub const FM_TRANSPOSE_FIRST: i32 = 1;
pub const FM_TRANSPOSE_SECOND: i32 = 2;
pub const FM_MAX_POWER: i32 = 1000;
pub const FM_MAX_STREAM: i32 = 1000000;

pub const FM_RUN_FINISHED: i32 = 0;
pub const FM_RUN_STOPPED: i32 = 1;
pub const FM_RUN_FAILED: i32 = 2;

pub const FM_KIND_GAME: i32 = 1;
pub const FM_KIND_LEARNER: i32 = 2;
pub const FM_KIND_OBSERVER: i32 = 3;

pub const FM_METRICS_EXTENSION: &str = "firstmove.metrics";
pub const FM_ENCLOSURE_EXTENSION: &str = "firstmove.enclosure";
pub const FM_STOCHASTIC_EXTENSION: &str = "firstmove.stochastic";
pub const FM_GRAPH_EXTENSION: &str = "firstmove.graph";
pub const FM_EXPANSION_EXTENSION: &str = "firstmove.expansion";
pub const FM_PRINT_EXTENSION: &str = "firstmove.print/1";
pub const FM_INTERRUPT_EXTENSION: &str = "firstmove.interrupt/1";

/// Types that the plugin defines; the host sees only pointers to them.
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
pub struct fm_stochastic {
    pub struct_size: u32,
    pub draws: u32,
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
#[derive(Clone, Copy)]
pub struct fm_node {
    pub operation: i32,
    pub rows: u32,
    pub columns: u32,
    pub inputs_count: u32,
    pub inputs_begin: u64,
    pub attribute: [i64; 2],
}

#[repr(C)]
pub struct fm_graph {
    pub struct_size: u32,
    pub nodes_count: u32,
    pub nodes: *const fm_node,
    pub inputs_count: u64,
    pub inputs: *const u32,
    pub numbers_count: u64,
    pub numbers: *const f64,
    pub indices_count: u64,
    pub indices: *const u32,
    pub costs: *const u32,
}

#[repr(C)]
pub struct fm_graph_source {
    pub struct_size: u32,
    pub reserved: u32,
    pub graph: Option<unsafe extern "C" fn(*mut fm_game_instance) -> *const fm_graph>,
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
    pub contiguous: u32,
    pub reserved_2: u32,
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
    pub undecided: u32,
    pub reserved: u32,
    pub reason: *const c_char,
}

#[repr(C)]
pub struct fm_oracle {
    pub struct_size: u32,
    pub reserved: u32,
    pub context: *mut c_void,
    pub offers: Option<unsafe extern "C" fn(*const fm_oracle, *const fm_request) -> u32>,
    pub subscribe:
        Option<unsafe extern "C" fn(*const fm_oracle, *const *const fm_request, u32) -> fm_status>,
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
    pub left: Option<unsafe extern "C" fn(*const fm_oracle, u32, f64)>,
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
    pub extension:
        Option<unsafe extern "C" fn(*const fm_learner_instance, *const c_char) -> *const c_void>,
    pub rule: *const fm_rule,
    pub contiguous: u32,
    pub reserved_2: u32,
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
    pub end_class: *const c_char,
    pub end_class_reason: *const c_char,
}

#[repr(C)]
pub struct fm_recorder {
    pub struct_size: u32,
    pub reserved: u32,
    pub context: *mut c_void,
    pub metric: Option<unsafe extern "C" fn(*const fm_recorder, u32, u64, *const c_char, f64)>,
    pub trajectory: Option<unsafe extern "C" fn(*const fm_recorder, u32, u64, *const f64)>,
    pub file: Option<unsafe extern "C" fn(*const fm_recorder, u32, *const c_char) -> *const c_char>,
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
    pub observe: Option<unsafe extern "C" fn(*mut fm_observer_batch, *const fm_view) -> fm_status>,
    pub close: Option<unsafe extern "C" fn(*mut fm_observer_batch, u32) -> fm_status>,
    pub progress: Option<unsafe extern "C" fn(*mut fm_observer_instance, *const fm_progress)>,
    pub finish: Option<
        unsafe extern "C" fn(*mut fm_observer_instance, *const *const fm_run, u64) -> fm_status,
    >,
    pub extension:
        Option<unsafe extern "C" fn(*const fm_observer_instance, *const c_char) -> *const c_void>,
    pub contiguous: u32,
    pub reserved_2: u32,
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
