import createdRunner from 'jest-light-runner';

/**
 * The runner of the tests, whose processes each get their settings when they ask for them. The runner's own sends a
 * process's settings as soon as any process asks: one that is still starting misses them, and jest waits for it for ever.
 */
// biome-ignore lint/style/noDefaultExport: jest looks for its runner there.
export default class LightRunner extends createdRunner {
  _runTest(test) {
    const projectConfig = test.context.config;
    const running = this._testRunners.get(projectConfig);
    if (!running) return super._runTest(test); // The first test of all: no other process is asked for.
    const workerData = { globalConfig: this._globalConfig, projectConfig, runtime: this._runtime };
    return running.pool.run(test.path, { channel: channelTo(workerData) });
  }
}

/** A channel to the one process that runs a test. */
function channelTo(workerData) {
  let tell = () => {};
  return {
    onMessage: (listener) => {
      tell = listener;
    },
    postMessage: (message) => {
      if (message === 'jest-light-runner-get-worker-data') tell({ type: 'jest-light-runner-worker-data', workerData });
    },
  };
}
