//! Observers.

use crate::abi::*;
use crate::border::{at_border, drop_at_border};
use crate::experiment::{Experiment, Recorder, Run, View, Watch};
use crate::info::{descriptor, Info};
use crate::memory::{forever, list, size_of};
use crate::refusal::Outcome;
use crate::values::Values;

/// An observer of an experiment. Batches run on several threads at once, each with its own watcher.
pub trait Observer: Sized + Send + Sync + 'static {
    type Watcher: Watcher;

    fn info() -> Info;
    /// Keep the experiment if the observer prints something later.
    fn new(values: &Values, experiment: Experiment) -> Outcome<Self>;
    fn open(&self, watch: &Watch, recorder: Recorder) -> Outcome<Self::Watcher>;
    /// Called with all runs when the experiment has ended.
    fn finish(&self, _runs: &[Run]) {}
}

/// Watches one batch.
pub trait Watcher: Sized + 'static {
    /// Called at the steps that the manifest selects, and always at the start and the last step.
    fn observe(&mut self, view: &View) -> Outcome<()>;
    /// Called when the batch has ended without error.
    fn close(&mut self) -> Outcome<()> {
        Ok(())
    }
}

struct ObserverInstance<O> {
    host: *const fm_host,
    observer: O,
}

struct OpenWatcher<W> {
    host: *const fm_host,
    coordinates: usize,
    watcher: W,
}

impl<O: Observer> ObserverInstance<O> {
    unsafe extern "C" fn create(
        host: *const fm_host,
        values: *const fm_values,
        experiment: *const fm_experiment,
        out: *mut *mut fm_observer_instance,
    ) -> fm_status {
        at_border(host, || {
            let experiment = unsafe { Experiment::new(host, &*experiment) };
            let observer = O::new(&Values(unsafe { &*values }), experiment)?;
            unsafe { *out = Box::into_raw(Box::new(Self { host, observer })).cast() };
            Ok(())
        })
    }
    unsafe extern "C" fn destroy(observer: *mut fm_observer_instance) {
        let this = observer.cast::<Self>();
        unsafe { drop_at_border((*this).host, this) };
    }
    unsafe extern "C" fn open(
        observer: *mut fm_observer_instance,
        watch: *const fm_watch,
        recorder: *const fm_recorder,
        out: *mut *mut fm_observer_batch,
    ) -> fm_status {
        // A shared reference, because other threads may open their batches at the same time.
        let this = unsafe { &*observer.cast::<Self>() };
        at_border(this.host, || {
            let watch = unsafe { Watch::new(&*watch) };
            let watcher = this.observer.open(&watch, Recorder(recorder))?;
            let coordinates = watch.coordinates();
            let made = Box::new(OpenWatcher {
                host: this.host,
                coordinates,
                watcher,
            });
            unsafe { *out = Box::into_raw(made).cast() };
            Ok(())
        })
    }
    unsafe extern "C" fn observe(batch: *mut fm_observer_batch, view: *const fm_view) -> fm_status {
        let this = unsafe { &mut *batch.cast::<OpenWatcher<O::Watcher>>() };
        at_border(this.host, || {
            let view = unsafe { View::new(&*view, this.coordinates) };
            this.watcher.observe(&view)
        })
    }
    unsafe extern "C" fn close(batch: *mut fm_observer_batch, complete: u32) -> fm_status {
        let this = batch.cast::<OpenWatcher<O::Watcher>>();
        let host = unsafe { (*this).host };
        let status = at_border(host, || match complete {
            0 => Ok(()),
            _ => unsafe { (*this).watcher.close() },
        });
        unsafe { drop_at_border(host, this) };
        status
    }
    unsafe extern "C" fn finish(
        observer: *mut fm_observer_instance,
        runs: *const *const fm_run,
        count: u64,
    ) -> fm_status {
        let this = unsafe { &*observer.cast::<Self>() };
        at_border(this.host, || {
            let runs: Vec<_> = unsafe { list(runs, count) }
                .iter()
                .map(|r| unsafe { Run::new(&**r) })
                .collect();
            this.observer.finish(&runs);
            Ok(())
        })
    }
}

#[doc(hidden)]
pub fn observer_descriptor<O: Observer>() -> *const fm_descriptor {
    let table = fm_observer {
        struct_size: size_of::<fm_observer>(),
        reserved: 0,
        create: Some(ObserverInstance::<O>::create),
        destroy: Some(ObserverInstance::<O>::destroy),
        open: Some(ObserverInstance::<O>::open),
        observe: Some(ObserverInstance::<O>::observe),
        close: Some(ObserverInstance::<O>::close),
        progress: None,
        finish: Some(ObserverInstance::<O>::finish),
        extension: None,
        contiguous: 0,
        reserved_2: 0,
    };
    descriptor(O::info(), FM_KIND_OBSERVER, forever(table))
}
