//! The contest of plugins/examples/contest in Rust: the plugin gives its costs as a graph, and the
//! host computes all derivatives. The same operations in the same order as in C++ and in C, and so
//! the same results, bit for bit.

use firstmove::*;

struct Contest {
    v: [f64; 2],
}

impl GraphGame for Contest {
    fn info() -> Info {
        Info {
            id: "contest-rs", // the plugin's name in manifests, and of its file contest-rs.so
            version: "1.0.0",
            summary: "effort for a prize: f_i = x_i - v_i x_i / (x_1 + x_2)",
            authors: "the firstmove authors",
            licence: "MIT",
            citation:
                "Tullock 1980, Efficient Rent Seeking; Dixit 1987, Strategic Behavior in Contests",
            parameters: vec![Parameter::reals("v", 1)
                .above(0.0)
                .otherwise("[1.0, 1.0]")
                .doc("the value of the prize for each player")],
        }
    }

    // The author of the manifest reads the message of a refusal.
    fn new(values: &Values) -> Outcome<Self> {
        match values.reals("v") {
            &[one, two] => Ok(Self { v: [one, two] }),
            _ => Err("'v' needs 2 numbers, one for each player".into()),
        }
    }

    // Every effort is positive, because the winner is not defined at (0, 0).
    fn shape(&self) -> Shape {
        Shape::alike(2, Domain::at_least(1e-6)).starts(0.05, 1.0)
    }

    // The only formula; called once.
    fn costs<'g>(&self, graph: &'g Graph) -> Outcome<Vec<Term<'g>>> {
        let x = [graph.action(0, 1), graph.action(1, 1)];
        let cost = |i: usize| x[i] - self.v[i] * x[i] / (x[0] + x[1]);
        Ok(vec![cost(0), cost(1)])
    }
}

firstmove::graph_game!(Contest);
