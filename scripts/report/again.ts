import type { CheckReport } from './document/check-schema.js';

/**
 * The command that shows what a check has found once more, and nothing else.
 *
 * @param command - runs against the same target again
 */
export function againCommand(command: string, { id, violation }: Pick<CheckReport, 'id' | 'violation'>): string {
  const { replay } = violation ?? {};
  const story = replay === undefined ? [] : [`--seed ${replay.seed}`, `--replay ${replay.path}`];
  return [command, `--only ${id}`, ...story].join(' ');
}
