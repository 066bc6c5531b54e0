import { BroadcastChannel } from 'node:worker_threads';

import { Obstacle } from '../connection/obstacle.js';

/** Known on both sides: the thread that hears the signals and the one that runs the checks. */
const NAME = 'futures-conformance.stop';

/** Tells the run, in whichever thread of this process it goes on, that a person wants it to stop. */
export function askToStop(): void {
  const channel = new BroadcastChannel(NAME);
  // There is no origin between threads.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage('stop');
  channel.close();
}

/** A signal that is aborted, with an {@link Obstacle} as its reason, when somebody calls {@link askToStop}. */
export function stopRequests(): AbortSignal {
  const stop = new AbortController();
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener('message', () => stop.abort(new Obstacle('ended', 'the run was interrupted')));
  // Nobody has to wait for a request that may never come.
  channel.unref();
  return stop.signal;
}
