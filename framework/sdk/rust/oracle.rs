//! Access to the game for learners and observers.

use crate::abi::*;
use crate::quantity::Quantity;
use crate::refusal::{Outcome, Refusal};
use crate::rows::{Rows, RowsMut};

/// A quantity that arrives with every step.
#[derive(Clone, Copy)]
pub struct Subscription {
    pub(crate) index: usize,
    pub(crate) rows: usize,
}

/// Quantities that are evaluated on request.
pub struct Plan {
    handle: u32,
    quantities: Vec<Quantity>,
}

pub struct Oracle {
    pub(crate) c: *const fm_oracle,
    pub(crate) dims: Vec<u32>,
    subscribed: usize,
}

// SAFETY: the host lends it to an instance, which may be used on any thread.
unsafe impl Send for Oracle {}

impl Oracle {
    /// For an instance; the host lends the pointer for the life of the instance.
    pub(crate) fn new(c: *const fm_oracle, dims: Vec<u32>) -> Self {
        Self {
            c,
            dims,
            subscribed: 0,
        }
    }
    pub(crate) fn c(&self) -> &fm_oracle {
        // SAFETY: lent for the life of the instance that it was created for.
        unsafe { &*self.c }
    }
    pub fn offers(&self, quantity: Quantity) -> bool {
        let offers = self.c().offers.expect("the host's table is complete");
        unsafe { offers(self.c, &quantity.to_c()) != 0 }
    }
    /// In `Learner::new` only.
    pub fn subscribe(&mut self, quantity: Quantity) -> Outcome<Subscription> {
        let subscribe = self.c().subscribe.expect("the host's table is complete");
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
        let prepare = self.c().prepare.expect("the host's table is complete");
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
    /// In `direction` and `observe` only: writes the plan's quantities at any joint action, given
    /// the vectors of all quantities in order. `x`, `vectors` and `out` are rows with the stride of
    /// the batch, from the host or from a [`Store`](crate::Store).
    pub fn evaluate(
        &self,
        plan: &Plan,
        x: Rows,
        vectors: &[Rows],
        out: &mut [RowsMut],
    ) -> Outcome<()> {
        let evaluate = self.c().evaluate.expect("the host's table is complete");
        let wanted: Vec<_> = plan.quantities.iter().map(|q| q.rows(&self.dims)).collect();
        let taken: Vec<_> = plan
            .quantities
            .iter()
            .flat_map(|q| q.vectors(&self.dims))
            .collect();
        // The host accesses this many numbers, so it must not get an array that is too short.
        assert!(
            x.rows() == self.dims.iter().map(|&d| d as usize).sum::<usize>()
                && vectors.iter().map(Rows::rows).eq(taken)
                && out.iter().map(RowsMut::rows).eq(wanted)
                && vectors.iter().all(|v| v.stride() == x.stride())
                && out.iter().all(|o| o.stride() == x.stride()),
            "the rows do not have the shapes of the plan's quantities"
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
