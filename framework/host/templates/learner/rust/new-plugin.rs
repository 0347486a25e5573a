//! A player descends its gradient, plus some of what that changed since the last step:
//!
//!   g_k + memory (g_k - g_{k-1})

use firstmove::Quantity;

struct NewPlugin {
    memory: f64,
    own: firstmove::Subscription,
    last: firstmove::Store, // the gradients of the step before
}

impl firstmove::Learner for NewPlugin {
    // What `firstmove plugins` shows, and what a manifest may set in a learner's params.
    fn info() -> firstmove::Info {
        firstmove::Info {
            id: "new-plugin", // names the rule in manifests, and its file new-plugin.so
            version: "0.1.0",
            summary: "g_k + memory (g_k - g_{k-1}), g the player's own gradient",
            authors: "your name",
            licence: "MIT",
            citation: "Popov 1980, A modification of the Arrow-Hurwicz method", // its source
            parameters: vec![firstmove::Parameter::real("memory")
                .at_least(0.0)
                .otherwise("1.0")
                .doc("how much of the gradient's last change is added; 0 is gradient play")],
        }
    }

    // One instance for one player of one batch, which is many runs side by side. It asks for what it
    // needs in every step. What it is not made for it refuses: return Err("a sentence".into()).
    fn new(
        values: &firstmove::Values,
        role: &firstmove::Role,
        oracle: &mut firstmove::Oracle,
    ) -> firstmove::Outcome<Self> {
        let i = role.player;
        Ok(Self {
            memory: values.real("memory"),
            own: oracle.subscribe(Quantity::Gradient { player: i, by: i })?,
            last: firstmove::Store::new(role.dims[i] as usize, role.stride),
        })
    }

    // Once a step, for the whole batch: gradient[c][r] is coordinate c of run r. What is written for a
    // run must come from its own numbers alone.
    fn direction(
        &mut self,
        step: &firstmove::Step,
        mut out: firstmove::RowsMut,
    ) -> firstmove::Outcome<()> {
        let gradient = step.quantity(self.own);
        let mut last = self.last.rows_mut();
        for c in 0..out.rows() {
            for r in 0..out.stride() {
                let g = gradient[c][r];
                let change = if step.batch.step == 1 {
                    0.0
                } else {
                    g - last[c][r]
                };
                out[c][r] = g + self.memory * change;
                last[c][r] = g;
            }
        }
        Ok(())
    }
}

firstmove::learner!(NewPlugin);
