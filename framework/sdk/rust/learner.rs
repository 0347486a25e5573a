//! Learners.

use crate::abi::*;
use crate::border::{at_border, drop_at_border};
use crate::info::{descriptor, Info, Rule};
use crate::memory::{forever, forever_text, lent_text, list, size_of};
use crate::oracle::{Oracle, Subscription};
use crate::refusal::Outcome;
use crate::rows::{Batch, Rows, RowsMut};
use crate::shape::Domain;
use crate::values::Values;
use std::ptr;

/// A learner's role in the game.
#[derive(Clone)]
pub struct Role {
    /// The player that the learner moves.
    pub player: usize,
    /// Coordinates of each player.
    pub dims: Vec<u32>,
    /// The place of each player in the order of play; 0 leads.
    pub place: Vec<u32>,
    /// One per coordinate of the joint action.
    pub domains: Vec<Domain>,
    /// The number of replicas of the batch, and the length of its rows.
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
    /// The step size gamma of every player at this step.
    pub step_sizes: &'a [f64],
    pub oracle: &'a Oracle,
}

impl<'a> Step<'a> {
    pub fn quantity(&self, of: Subscription) -> Rows<'a> {
        // SAFETY: the host passes the subscribed quantities in the order of subscription.
        unsafe {
            Rows::new(
                *self.c.quantities.add(of.index),
                of.rows,
                self.batch.x.stride(),
            )
        }
    }
    /// Ends one replica as failed, with a reason; the others continue.
    pub fn fail(&self, replica: usize, reason: &str) {
        let fail = self.oracle.c().fail.expect("the host's table is complete");
        unsafe { fail(self.oracle.c, replica as u32, lent_text(reason).as_ptr()) };
    }
    /// Warns that one replica is in a situation that the theory of the rule does not cover.
    pub fn warn(&self, replica: usize, text: &str) {
        if let Some(warn) = self.oracle.c().warn {
            unsafe { warn(self.oracle.c, replica as u32, lent_text(text).as_ptr()) };
        }
    }
}

/// A learning rule for one player.
pub trait Learner: Sized + Send + 'static {
    /// Whether `direction` writes the player's next action itself, as a best response does, instead
    /// of the direction that the player descends.
    const RESPONDS: bool = false;

    fn info() -> Info;
    fn rule() -> Option<Rule> {
        None
    }
    /// Requests what the rule needs. Refuses games and roles that the rule is not defined for.
    fn new(values: &Values, role: &Role, oracle: &mut Oracle) -> Outcome<Self>;
    /// Writes one row per coordinate of the player.
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
            let mut oracle = Oracle::new(oracle, dims.clone());
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
        contiguous: 0,
        reserved_2: 0,
    };
    descriptor(L::info(), FM_KIND_LEARNER, forever(table))
}
