//! Numbers over a batch.

use crate::abi::{fm_batch, FM_LANES};
use crate::memory::list;
use std::ops::{Index, IndexMut};
use std::slice;

/// Rows over a batch: `rows[c][r]` is coordinate c of replica r. A row has `stride` numbers; those
/// after the last replica are padding, which may be used in computations and has no meaning. The
/// result of a replica must not depend on its neighbours: loop over r, and use the numbers at r.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub(crate) data: &'a [f64],
    stride: usize,
}

impl<'a> Rows<'a> {
    /// # Safety
    /// `data` points to `rows * stride` numbers.
    pub(crate) unsafe fn new(data: *const f64, rows: usize, stride: usize) -> Self {
        Self {
            data: unsafe { list(data, rows * stride) },
            stride,
        }
    }
    pub fn rows(&self) -> usize {
        self.data.len() / self.stride
    }
    pub fn stride(&self) -> usize {
        self.stride
    }
    /// As `self[c]`, with the lifetime of the whole view.
    pub fn row(&self, c: usize) -> &'a [f64] {
        &self.data[c * self.stride..][..self.stride]
    }
}

impl Index<usize> for Rows<'_> {
    type Output = [f64];
    fn index(&self, c: usize) -> &[f64] {
        self.row(c)
    }
}

/// Rows to write; write all of each row.
pub struct RowsMut<'a> {
    pub(crate) data: &'a mut [f64],
    stride: usize,
}

impl<'a> RowsMut<'a> {
    /// # Safety
    /// `data` points to `rows * stride` numbers that nothing else accesses.
    pub(crate) unsafe fn new(data: *mut f64, rows: usize, stride: usize) -> Self {
        Self {
            data: unsafe { slice::from_raw_parts_mut(data, rows * stride) },
            stride,
        }
    }
    pub fn rows(&self) -> usize {
        self.data.len() / self.stride
    }
    pub fn stride(&self) -> usize {
        self.stride
    }
}

impl Index<usize> for RowsMut<'_> {
    type Output = [f64];
    fn index(&self, c: usize) -> &[f64] {
        &self.data[c * self.stride..][..self.stride]
    }
}
impl IndexMut<usize> for RowsMut<'_> {
    fn index_mut(&mut self, c: usize) -> &mut [f64] {
        &mut self.data[c * self.stride..][..self.stride]
    }
}

/// Rows with storage of their own, initialised to zero and aligned as the host requires.
pub struct Store {
    cells: Vec<Cell>,
    stride: usize,
}

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Cell([f64; FM_LANES as usize]);

impl Store {
    /// `stride` is the stride of the batch.
    pub fn new(rows: usize, stride: usize) -> Self {
        let lanes = FM_LANES as usize;
        Self {
            cells: vec![Cell([0.0; FM_LANES as usize]); rows * stride / lanes],
            stride,
        }
    }
    fn numbers(&self) -> usize {
        self.cells.len() * FM_LANES as usize
    }
    pub fn rows(&self) -> Rows<'_> {
        // SAFETY: each cell has FM_LANES numbers, without gaps.
        let data = unsafe { slice::from_raw_parts(self.cells.as_ptr().cast(), self.numbers()) };
        Rows {
            data,
            stride: self.stride,
        }
    }
    pub fn rows_mut(&mut self) -> RowsMut<'_> {
        // SAFETY: as above.
        let data =
            unsafe { slice::from_raw_parts_mut(self.cells.as_mut_ptr().cast(), self.numbers()) };
        RowsMut {
            data,
            stride: self.stride,
        }
    }
}

/// The current state of a batch.
pub struct Batch<'a> {
    /// The joint action, one row per coordinate.
    pub x: Rows<'a>,
    pub count: usize,
    pub step: u64,
    pub seed: u64,
    /// The replicate of each replica; the key of its random draws.
    pub replicates: &'a [u32],
}

impl<'a> Batch<'a> {
    /// # Safety
    /// The arguments come from the host, and the joint action has `coordinates` coordinates.
    pub(crate) unsafe fn new(c: &'a fm_batch, coordinates: usize) -> Self {
        Self {
            x: unsafe { Rows::new(c.x, coordinates, c.stride as usize) },
            count: c.count as usize,
            step: c.step,
            seed: c.seed,
            replicates: unsafe { list(c.replicates, c.count) },
        }
    }
}
