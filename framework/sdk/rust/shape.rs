//! Players and the domains of their coordinates.

use crate::abi::*;

/// The domain of one coordinate.
#[derive(Clone, Copy)]
pub struct Domain(pub(crate) fm_domain);

impl Domain {
    pub fn real() -> Self {
        Self(fm_domain {
            kind: FM_DOMAIN_REAL,
            reserved: 0,
            lower: 0.0,
            upper: 0.0,
        })
    }
    /// lower <= x <= upper; the engine projects.
    pub fn within(lower: f64, upper: f64) -> Self {
        Self(fm_domain {
            kind: FM_DOMAIN_BOX,
            reserved: 0,
            lower,
            upper,
        })
    }
    pub fn at_least(lower: f64) -> Self {
        Self::within(lower, f64::INFINITY)
    }
    /// The point of the domain that is nearest to x; on a circle x itself, which needs no wrapping.
    pub fn project(&self, x: f64) -> f64 {
        match self.0.kind {
            FM_DOMAIN_BOX => x.max(self.0.lower).min(self.0.upper),
            _ => x,
        }
    }
    /// A circle; the engine wraps into [lower, upper).
    pub fn periodic(lower: f64, upper: f64) -> Self {
        Self(fm_domain {
            kind: FM_DOMAIN_PERIODIC,
            reserved: 0,
            lower,
            upper,
        })
    }
}

/// Players and their coordinates.
pub struct Shape {
    pub(crate) players: Vec<Vec<Domain>>,
    pub(crate) starts: Option<(f64, f64)>,
}

impl Shape {
    /// A list of domains for each player.
    pub fn of(players: Vec<Vec<Domain>>) -> Self {
        Self {
            players,
            starts: None,
        }
    }
    /// Players of one coordinate each, with the same domain.
    pub fn alike(players: usize, domain: Domain) -> Self {
        Self::of(vec![vec![domain]; players])
    }
    /// A suitable interval for the start of every coordinate.
    pub fn starts(self, lower: f64, upper: f64) -> Self {
        Self {
            starts: Some((lower, upper)),
            ..self
        }
    }
}
