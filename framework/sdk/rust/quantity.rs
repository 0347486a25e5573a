//! Costs and their derivatives.

use crate::abi::*;
use crate::memory::size_of;

/// Quantities of a game, players counted from 0; abi.h defines the rows of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// f_i
    Cost { player: usize },
    /// D_j f_i
    Gradient { player: usize, by: usize },
    /// D_jk f_i v
    HessianProduct { player: usize, by: (usize, usize) },
    /// D_jk f_i, row-major, d_j * d_k rows of the batch
    HessianBlock { player: usize, by: (usize, usize) },
    /// D_jkl f_i (u, v)
    ThirdProduct {
        player: usize,
        by: (usize, usize, usize),
    },
    /// All partial derivatives of f_i up to an order
    Taylor { player: usize, order: usize },
}

impl Quantity {
    pub(crate) fn from_c(request: &fm_request) -> Option<Self> {
        let player = request.player as usize;
        let (j, k, l) = (request.j as usize, request.k as usize, request.l as usize);
        Some(match request.quantity {
            FM_COST => Self::Cost { player },
            FM_GRADIENT => Self::Gradient { player, by: j },
            FM_HESSIAN_PRODUCT => Self::HessianProduct { player, by: (j, k) },
            FM_HESSIAN_BLOCK => Self::HessianBlock { player, by: (j, k) },
            FM_THIRD_PRODUCT => Self::ThirdProduct {
                player,
                by: (j, k, l),
            },
            FM_TAYLOR => Self::Taylor { player, order: j },
            _ => return None,
        })
    }
    pub(crate) fn to_c(self) -> fm_request {
        let (quantity, player, j, k, l) = match self {
            Self::Cost { player } => (FM_COST, player, 0, 0, 0),
            Self::Gradient { player, by } => (FM_GRADIENT, player, by, 0, 0),
            Self::HessianProduct { player, by: (j, k) } => (FM_HESSIAN_PRODUCT, player, j, k, 0),
            Self::HessianBlock { player, by: (j, k) } => (FM_HESSIAN_BLOCK, player, j, k, 0),
            Self::ThirdProduct {
                player,
                by: (j, k, l),
            } => (FM_THIRD_PRODUCT, player, j, k, l),
            Self::Taylor { player, order } => (FM_TAYLOR, player, order, 0, 0),
        };
        fm_request {
            struct_size: size_of::<fm_request>(),
            quantity,
            player: player as u32,
            j: j as u32,
            k: k as u32,
            l: l as u32,
        }
    }
    pub(crate) fn rows(self, dims: &[u32]) -> usize {
        let of = |player: usize| dims[player] as usize;
        match self {
            Self::Cost { .. } => 1,
            Self::Gradient { by, .. } => of(by),
            Self::HessianProduct { by, .. } => of(by.0),
            Self::HessianBlock { by, .. } => of(by.0) * of(by.1),
            Self::ThirdProduct { by, .. } => of(by.0),
            Self::Taylor { order, .. } => {
                let d: usize = dims.iter().map(|&d| d as usize).sum();
                (1..=order).fold(1, |rows, k| rows * (d + k) / k) // binomial(d + order, order)
            }
        }
    }
    /// The number of rows of each vector that a request takes.
    pub(crate) fn vectors(self, dims: &[u32]) -> Vec<usize> {
        match self {
            Self::HessianProduct { by, .. } => vec![dims[by.1] as usize],
            Self::ThirdProduct { by, .. } => vec![dims[by.1] as usize, dims[by.2] as usize],
            _ => Vec::new(),
        }
    }
}
