//! Two players share a market: a larger offer of one player lowers the value of the other's.
//!
//!   f_i = x_i^2 / 2 + s x_1 x_2 - x_i

use firstmove::Quantity;

struct NewPlugin {
    s: f64,
}

impl firstmove::Game for NewPlugin {
    // What `firstmove plugins` shows, and the parameters for the game's params in a manifest.
    fn info() -> firstmove::Info {
        firstmove::Info {
            id: "new-plugin", // the name of the game in manifests, and of new-plugin.so
            version: "0.1.0",
            summary: "f_i = x_i^2 / 2 + s x_1 x_2 - x_i",
            authors: "your name",
            licence: "MIT",
            citation: "", // the source: a paper, a book
            parameters: vec![firstmove::Parameter::real("s")
                .at_least(0.0)
                .below(0.7)
                .otherwise("0.5")
                .doc("how strongly the players affect each other")],
        }
    }

    // The host has checked the values against info(). To refuse other invalid values:
    // return Err("a message for the author of the manifest".into()).
    fn new(values: &firstmove::Values) -> firstmove::Outcome<Self> {
        Ok(Self {
            s: values.real("s"),
        })
    }

    // Two players with one real coordinate each; runs start between -1 and 2.
    fn shape(&self) -> firstmove::Shape {
        firstmove::Shape::alike(2, firstmove::Domain::real()).starts(-1.0, 2.0)
    }

    // The host computes products from the blocks.
    fn offers(&self, quantity: Quantity) -> bool {
        match quantity {
            Quantity::Cost { .. } | Quantity::Gradient { .. } => true,
            Quantity::HessianBlock { .. } | Quantity::ThirdProduct { .. } => true,
            _ => false,
        }
    }

    // The hot path. A batch is many runs side by side: x[c][r] is coordinate c of run r. The result
    // of a run must depend on its own numbers alone; the numbers after the last run are padding,
    // which may be used.
    fn evaluate(
        &self,
        quantity: Quantity,
        at: &firstmove::Batch,
        _vectors: &[firstmove::Rows], // only products take vectors
        mut out: firstmove::RowsMut,
    ) -> firstmove::Outcome<()> {
        let s = self.s;
        for r in 0..out.stride() {
            let x = [at.x[0][r], at.x[1][r]];
            out[0][r] = match quantity {
                Quantity::Cost { player: i } => 0.5 * x[i] * x[i] + s * x[0] * x[1] - x[i],
                Quantity::Gradient { player: i, by } if by == i => x[i] + s * x[1 - i] - 1.0,
                Quantity::Gradient { player: i, .. } => s * x[i],
                Quantity::HessianBlock { by: (j, k), .. } if j != k => s,
                Quantity::HessianBlock { player: i, by } if by == (i, i) => 1.0,
                _ => 0.0, // a quadratic has no third derivatives
            };
        }
        Ok(())
    }
}

firstmove::game!(NewPlugin);
