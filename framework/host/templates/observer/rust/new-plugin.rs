//! The distance of each run from its start: the metric "travelled".

/// One per experiment.
struct NewPlugin;

/// One per batch, which is many runs side by side. Batches run on several threads at once, so the
/// data of a batch is kept here.
struct NewPluginWatcher {
    recorder: firstmove::Recorder,
    start: Vec<Vec<f64>>, // the first joint action of each run
}

impl firstmove::Observer for NewPlugin {
    type Watcher = NewPluginWatcher;

    // What `firstmove plugins` shows, and the parameters for the observer's params in a manifest.
    fn info() -> firstmove::Info {
        firstmove::Info {
            id: "new-plugin", // the name of the observer in manifests, and of new-plugin.so
            version: "0.1.0",
            summary: "records the distance of each run from its start",
            authors: "your name",
            licence: "MIT",
            citation: "", // the source: a paper, a book
            parameters: vec![],
        }
    }

    // Keep the experiment to print text for the user; add `finish` to read all runs at the end.
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
    // Called at the steps that `every` in the manifest selects; the start is step 0.
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
