//! The data that an observer receives, and the recorder for its measurements.

use crate::abi::*;
use crate::memory::{lent_text, list, text_of};
use crate::oracle::Oracle;
use crate::refusal::Outcome;
use crate::rows::Rows;

/// The experiment that is watched, and a function to print text for the user.
pub struct Experiment {
    host: *const fm_host,
    pub name: String,
    pub learners: Vec<String>,
    pub replicates: usize,
    pub variants: usize,
    pub steps: u64,
    pub runs: u64,
}

// SAFETY: the host's functions may be called on any thread.
unsafe impl Send for Experiment {}
unsafe impl Sync for Experiment {}

impl Experiment {
    /// # Safety
    /// The arguments come from the host.
    pub(crate) unsafe fn new(host: *const fm_host, c: &fm_experiment) -> Self {
        let names = unsafe { list(c.learner_names, c.learners) };
        Self {
            host,
            name: unsafe { text_of(c.name) }.to_string(),
            learners: names
                .iter()
                .map(|n| unsafe { text_of(*n) }.to_string())
                .collect(),
            replicates: c.replicates as usize,
            variants: c.variants as usize,
            steps: c.steps,
            runs: c.runs,
        }
    }
    /// Prints text unchanged, if this host can print.
    pub fn print(&self, text: &str) {
        // SAFETY: the host and its tables live as long as the instance.
        unsafe {
            let extension = (*self.host)
                .extension
                .expect("the host's table is complete");
            let id = lent_text(FM_PRINT_EXTENSION);
            let table = extension(self.host, id.as_ptr()).cast::<fm_print>();
            if let Some(print) = table.as_ref().and_then(|table| table.print) {
                print(self.host, lent_text(text).as_ptr());
            }
        }
    }
}

/// A batch that starts.
pub struct Watch<'a> {
    /// Index in `Experiment::learners`.
    pub learner: usize,
    pub variant: usize,
    /// Coordinates of each player.
    pub dims: &'a [u32],
    /// The replicate of each replica.
    pub replicates: &'a [u32],
    pub steps: u64,
    c: &'a fm_watch,
}

impl<'a> Watch<'a> {
    /// # Safety
    /// The arguments come from the host.
    pub(crate) unsafe fn new(c: &'a fm_watch) -> Self {
        Self {
            learner: c.learner as usize,
            variant: c.variant as usize,
            dims: unsafe { list(c.dims, c.players) },
            replicates: unsafe { list(c.replicates, c.count) },
            steps: c.steps,
            c,
        }
    }
    pub fn coordinates(&self) -> usize {
        self.c.coordinates as usize
    }
    /// Access to the game, for a watcher to keep: prepare now, evaluate in `observe`.
    pub fn oracle(&self) -> Oracle {
        Oracle::new(self.c.oracle, self.dims.to_vec())
    }
}

/// A batch after a step that the manifest selects for the observer; the start is step 0.
pub struct View<'a> {
    pub step: u64,
    /// One row per coordinate.
    pub x: Rows<'a>,
    active: &'a [u8],
}

impl<'a> View<'a> {
    /// # Safety
    /// The arguments come from the host, and the joint action has `coordinates` coordinates.
    pub(crate) unsafe fn new(c: &'a fm_view, coordinates: usize) -> Self {
        Self {
            step: c.step,
            x: unsafe { Rows::new(c.x, coordinates, c.stride as usize) },
            active: unsafe { list(c.active, c.count) },
        }
    }
    /// The replicas that took this step and are to be observed.
    pub fn active(&self) -> impl Iterator<Item = usize> + '_ {
        self.active
            .iter()
            .enumerate()
            .filter(|(_, &active)| active != 0)
            .map(|(r, _)| r)
    }
    /// The joint action of one replica.
    pub fn action(&self, replica: usize) -> Vec<f64> {
        (0..self.x.rows()).map(|c| self.x[c][replica]).collect()
    }
}

/// Records the measurements of a watcher in the results.
#[derive(Clone, Copy)]
pub struct Recorder(pub(crate) *const fm_recorder);

impl Recorder {
    fn c(&self) -> &fm_recorder {
        // SAFETY: lent from open to close.
        unsafe { &*self.0 }
    }
    /// Records a named number of one replica at a step.
    pub fn metric(&self, replica: usize, step: u64, name: &str, value: f64) {
        let metric = self.c().metric.expect("the host's table is complete");
        unsafe {
            metric(
                self.0,
                replica as u32,
                step,
                lent_text(name).as_ptr(),
                value,
            )
        };
    }
    /// Records the joint action of one replica at a step, one value per coordinate.
    pub fn trajectory(&self, replica: usize, step: u64, x: &[f64]) {
        let trajectory = self.c().trajectory.expect("the host's table is complete");
        unsafe { trajectory(self.0, replica as u32, step, x.as_ptr()) };
    }
    /// The path of a new file of one replica; in `open` only.
    pub fn file(&self, replica: usize, name: &str) -> Outcome<String> {
        let file = self.c().file.expect("the host's table is complete");
        let path = unsafe { file(self.0, replica as u32, lent_text(name).as_ptr()) };
        if path.is_null() {
            return Err(format!("the file '{}' cannot be created", name).into());
        }
        Ok(unsafe { text_of(path) }.to_string())
    }
}

/// How one run ended.
pub struct Run<'a> {
    /// Index in `Experiment::learners`.
    pub learner: usize,
    pub replicate: usize,
    pub variant: usize,
    /// FM_RUN_*.
    pub status: i32,
    /// Empty unless stopped or failed.
    pub reason: &'a str,
    pub steps: u64,
    /// The last finite joint action, and each player's cost there.
    pub x: &'a [f64],
    pub costs: &'a [f64],
}

impl<'a> Run<'a> {
    /// # Safety
    /// The arguments come from the host.
    pub(crate) unsafe fn new(c: &'a fm_run) -> Self {
        let dims = unsafe { list(c.dims, c.players) };
        let coordinates: u32 = dims.iter().sum();
        Self {
            learner: c.learner as usize,
            replicate: c.replicate as usize,
            variant: c.variant as usize,
            status: c.status,
            reason: unsafe { text_of(c.reason) },
            steps: c.steps,
            x: unsafe { list(c.x, coordinates) },
            costs: unsafe { list(c.cost, c.players) },
        }
    }
}
