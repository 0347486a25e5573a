//! A player descends its gradient, plus a multiple of the change since the last step:
//!
//!   g_k + memory (g_k - g_{k-1})

use firstmove::Quantity;

struct NewPlugin {
    memory: f64,
    own: firstmove::Subscription,
    last: firstmove::Store, // the gradients of the previous step
}

impl firstmove::Learner for NewPlugin {
    // What `firstmove plugins` shows, and the parameters for a learner's params in a manifest.
    fn info() -> firstmove::Info {
        firstmove::Info {
            id: "new-plugin", // the name of the rule in manifests, and of new-plugin.so
            version: "0.1.0",
            summary: "g_k + memory (g_k - g_{k-1}), g the player's own gradient",
            authors: "your name",
            licence: "MIT",
            citation: "Popov 1980, A modification of the Arrow-Hurwicz method", // the source
            parameters: vec![firstmove::Parameter::real("memory")
                .at_least(0.0)
                .otherwise("1.0")
                .doc("how much of the gradient's last change is added; 0 is gradient play")],
        }
    }

    // One instance for one player of one batch, which is many runs side by side. It requests the
    // quantities that it needs in every step. To refuse a game or a player that the rule is not
    // defined for: return Err("a message".into()).
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

    // Called once per step, for the whole batch: gradient[c][r] is coordinate c of run r. The
    // result of a run must depend on its own numbers alone.
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
