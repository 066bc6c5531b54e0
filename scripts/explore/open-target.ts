import { clockedUrlTarget } from '../../suites/kit/targets/clocked-url-target.js';
import { type EmbeddedOptions, embeddedTarget } from '../../suites/kit/targets/embedded-target.js';
import { httpClock } from '../../suites/kit/time/http-clock.js';
import type { Target } from '../../suites/kit/targets/stage.js';
import { supertestTransport } from '../../suites/kit/connection/supertest-transport.js';
import { urlTarget } from '../../suites/kit/targets/url-target.js';

/** The target of an exploration, and in whose time it lives. */
export interface ExploredTarget {
  readonly target: Target;
  readonly time: 'virtual' | 'real';
}

/**
 * Opens what is to be explored: the embedded reference, a homeserver over HTTP that lets its virtual clock be moved, or
 * any other in real time.
 *
 * @param options - how the embedded one is set up
 */
export async function openTarget(name: string, options: EmbeddedOptions): Promise<ExploredTarget> {
  if (name === 'embedded') return { target: embeddedTarget(options), time: 'virtual' };
  const transport = supertestTransport(name);
  const clock = await httpClock(transport).catch(() => undefined);
  if (clock !== undefined) {
    return { target: clockedUrlTarget(name, transport, clock), time: 'virtual' };
  }
  transport.close();
  return { target: urlTarget(name), time: 'real' };
}
