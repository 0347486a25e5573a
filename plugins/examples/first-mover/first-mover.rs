//! A Stackelberg leader over one follower, both with one coordinate, in Rust: it descends its cost
//! along the follower's best response r, whose slope the implicit function theorem gives:
//!
//!   d/dx_1 f_1(x_1, r(x_1)) = D_1 f_1 + r' D_2 f_1,   r' = -D_21 f_2 / D_22 f_2.
//!
//! Fiez, Chasnov, Ratliff 2019, equation (2).

use firstmove::*;

struct FirstMover {
    // The quantities that arrive with every step.
    leader_by_leader: Subscription,
    leader_by_follower: Subscription,
    follower_mixed: Subscription,
    follower_own: Subscription,
}

impl Learner for FirstMover {
    fn info() -> Info {
        Info {
            id: "first-mover", // the rule's name in manifests, and of its file first-mover.so
            version: "1.0.0",
            summary: "a leader over one follower, both with one coordinate",
            authors: "the firstmove authors",
            licence: "MIT",
            citation: "Fiez, Chasnov, Ratliff 2019, equation (2)",
            parameters: vec![],
        }
    }

    // Called once per batch. The author of the manifest reads the message of a refusal.
    fn new(_: &Values, role: &Role, oracle: &mut Oracle) -> Outcome<Self> {
        if role.dims != [1, 1] {
            return Err("first-mover is for two players of one coordinate each".into());
        }
        let (l, f) = (role.player, 1 - role.player);
        Ok(Self {
            leader_by_leader: oracle.subscribe(Quantity::Gradient { player: l, by: l })?,
            leader_by_follower: oracle.subscribe(Quantity::Gradient { player: l, by: f })?,
            follower_mixed: oracle.subscribe(Quantity::HessianBlock {
                player: f,
                by: (f, l),
            })?,
            follower_own: oracle.subscribe(Quantity::HessianBlock {
                player: f,
                by: (f, f),
            })?,
        })
    }

    // The hot path: all replicas of the batch at once, one row per coordinate. The result of a
    // replica must depend on the numbers of that replica alone.
    fn direction(&mut self, step: &Step, mut out: RowsMut) -> Outcome<()> {
        let leader_by_leader = step.quantity(self.leader_by_leader);
        let leader_by_follower = step.quantity(self.leader_by_follower);
        let mixed = step.quantity(self.follower_mixed);
        let own = step.quantity(self.follower_own);
        for r in 0..out.stride() {
            let slope = -mixed[0][r] / own[0][r];
            out[0][r] = leader_by_leader[0][r] + slope * leader_by_follower[0][r];
        }
        for r in 0..step.batch.count {
            if own[0][r] <= 0.0 {
                step.warn(
                    r,
                    "the follower's cost is not convex at its action: no best response there",
                );
            }
        }
        Ok(())
    }
}

firstmove::learner!(FirstMover);
