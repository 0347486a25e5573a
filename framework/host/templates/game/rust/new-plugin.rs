//! Two players share a market: a larger offer of one player lowers the value of the other's.
//!
//!   f_i = x_i^2 / 2 + s x_1 x_2 - x_i

struct NewPlugin {
    s: f64,
}

impl firstmove::GraphGame for NewPlugin {
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

    // The cost of each player, which it minimises: all derivatives come from these formulas. Called
    // once; the terms stand for any joint action, so write a branch on them as `choose`.
    fn costs<'g>(
        &self,
        graph: &'g firstmove::Graph,
    ) -> firstmove::Outcome<Vec<firstmove::Term<'g>>> {
        let x = [graph.action(0, 1), graph.action(1, 1)];
        let cost = |i: usize| 0.5 * x[i] * x[i] + self.s * x[0] * x[1] - x[i];
        Ok(vec![cost(0), cost(1)])
    }
}

firstmove::graph_game!(NewPlugin);
