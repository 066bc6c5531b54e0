import { openStage } from './in-process-target.js';
import { ServerClock } from '../time/server-clock.js';
import { Lateness } from '../time/lateness.js';
import { newRunName } from './run-name.js';
import { RunRemarks } from './run-remarks.js';
import { VIRTUAL_TIME_SETTINGS } from './settings.js';
import type { Stage, Target } from './stage.js';
import type { Transport } from '../connection/transport.js';
import type { MovableClock } from '../time/virtual-time.js';

/**
 * A homeserver that is reached over HTTP and lives in virtual time. It has one clock, so only one stage is open at a
 * time; the next one waits for its turn. Every stage has accounts of its own.
 *
 * @param url - what it is called
 * @param transport - leads to it
 * @param clock - the server's own
 */
export function clockedUrlTarget(url: string, transport: Transport, clock: MovableClock): Target {
  let turn: Promise<unknown> = Promise.resolve();

  return {
    name: url,
    kind: 'url',
    settings: VIRTUAL_TIME_SETTINGS,
    lateness: new Lateness(),
    serverClock: new ServerClock(),
    remarks: new RunRemarks(),
    runName: newRunName(),
    async open(needs): Promise<Stage> {
      const before = turn;
      let leave = (): void => undefined;
      turn = new Promise<void>((resolve) => (leave = resolve));
      await before;
      try {
        const shared = { clock, transport: { ...transport, close: () => undefined }, close: () => undefined };
        const stage = await openStage(shared, needs);
        return { ...stage, close: () => stage.close().finally(leave) };
      } catch (error) {
        leave();
        throw error;
      }
    },
    apart: (work) => work(),
    close() {
      transport.close();
      return Promise.resolve({ left: [], throttledMs: 0 });
    },
  };
}
