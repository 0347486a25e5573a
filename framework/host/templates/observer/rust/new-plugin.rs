//! How far each run is from where it started: the metric "travelled".

/// One an experiment.
struct NewPlugin;

/// One a batch, which is many runs side by side. Batches run on several threads at once, so what
/// belongs to one of them is kept here.
struct NewPluginWatcher {
    recorder: firstmove::Recorder,
    start: Vec<Vec<f64>>, // the first joint action of each run
}

impl firstmove::Observer for NewPlugin {
    type Watcher = NewPluginWatcher;

    // What `firstmove plugins` shows, and what a manifest may set in the observer's params.
    fn info() -> firstmove::Info {
        firstmove::Info {
            id: "new-plugin", // names the observer in manifests, and its file new-plugin.so
            version: "0.1.0",
            summary: "records how far each run is from where it started",
            authors: "your name",
            licence: "MIT",
            citation: "", // where it comes from: a paper, a book
            parameters: vec![],
        }
    }

    // Kept, the experiment prints for a person; and `finish` would see all runs at the end.
    fn new(_: &firstmove::Values, _: firstmove::Experiment) -> firstmove::Outcome<Self> {
        Ok(Self)
    }

    fn open(
        &self,
        watch: &firstmove::Watch,
        recorder: firstmove::Recorder,
    ) -> firstmove::Outcome<NewPluginWatcher> {
        let start = vec![vec![]; watch.replicates.len()];
        Ok(NewPluginWatcher { recorder, start })
    }
}

impl firstmove::Watcher for NewPluginWatcher {
    // As often as the manifest says by `every`; first at the start, which is step 0.
    fn observe(&mut self, view: &firstmove::View) -> firstmove::Outcome<()> {
        for r in view.active() {
            let x = view.action(r);
            if view.step == 0 {
                self.start[r] = x.clone();
            }
            let squares = x
                .iter()
                .zip(&self.start[r])
                .map(|(x, x0)| (x - x0) * (x - x0));
            let travelled = squares.sum::<f64>().sqrt();
            self.recorder.metric(r, view.step, "travelled", travelled);
        }
        Ok(())
    }
}

firstmove::observer!(NewPlugin);
