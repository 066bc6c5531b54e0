import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { Report } from '../document/report-schema.js';

/** How a run itself went, as far as it matters for trusting it, as parts of a sentence. */
export function runInWords(run: Report['run']): string[] {
  const { worstLatenessMs, silenceMs, throttledMs, repeats, kept } = run;
  return [
    ...(worstLatenessMs > 0 ? [`events came up to ${worstLatenessMs} ms late`] : []),
    ...(silenceMs > 0 ? [`silence was proven by ${seconds(silenceMs)}`] : []),
    ...(throttledMs > 0 ? [`rate limits held requests back for ${seconds(throttledMs)} in all`] : []),
    ...(repeats > 0 ? [`${plural(repeats, 'check')} repeated`] : []),
    ...(kept ? ['everything was left behind, as asked'] : []),
    ...tracesInWords(run),
  ];
}

/** What a run leaves on the server when it has cleaned up, by number, as parts of a sentence; none where it made nothing. */
export function tracesInWords({ accounts = 0, cleared, kept }: Report['run']): string[] {
  if (cleared === undefined || kept || accounts === 0) return [];
  const { rooms, devices } = cleared;
  return [
    `${plural(accounts, 'account')} used, which ${accounts === 1 ? 'stays' : 'stay'} on the server`,
    `${plural(devices, 'device')} logged out`,
    `${plural(rooms, 'room')} left`,
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
