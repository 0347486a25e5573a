//! firstmove plugins in Rust: games, learners and observers as traits over the C interface, with no
//! dependency except std, for rustc 1.63 and later.
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
//! [`abi`] has the names of abi.h; use it for what the traits do not cover. A panic does not cross
//! the ABI: it becomes a status and a message with its place in the source.

#![deny(unsafe_op_in_unsafe_fn)]

pub mod abi;
mod border;
mod experiment;
mod game;
mod graph;
mod info;
mod learner;
mod library;
mod memory;
mod observer;
mod oracle;
mod quantity;
mod refusal;
mod rows;
mod shape;
mod values;

pub use experiment::{Experiment, Recorder, Run, View, Watch};
pub use game::Game;
pub use graph::{Graph, GraphGame, Operand, Term};
pub use info::{Info, Parameter, Rule};
pub use learner::{Learner, Role, Step};
pub use observer::{Observer, Watcher};
pub use oracle::{Oracle, Plan, Subscription};
pub use quantity::Quantity;
pub use refusal::{Outcome, Refusal};
pub use rows::{Batch, Rows, RowsMut, Store};
pub use shape::{Domain, Shape};
pub use values::Values;

// Used by the macros.
#[doc(hidden)]
pub use {
    game::game_descriptor, graph::graph_game_descriptor, learner::learner_descriptor,
    library::Library, observer::observer_descriptor,
};
