import type { JSX } from 'preact';

import type { CheckReport } from '../../document/check-schema.js';

type Shown = CheckReport['verdict'] | 'warning' | 'not-run';

const MARKS: Readonly<Record<Shown, { readonly sign: string; readonly words: string }>> = {
  pass: { sign: '✔', words: 'pass' },
  fail: { sign: '✘', words: 'fail' },
  warning: { sign: '!', words: 'warning' },
  inconclusive: { sign: '?', words: 'could not tell' },
  'not-applicable': { sign: '–', words: 'not applicable' },
  observation: { sign: '•', words: 'observation' },
  'not-run': { sign: '·', words: 'not run' },
};

/** A verdict as a sign and in words: never by its colour alone. */
export function VerdictMark({ verdict }: { readonly verdict: Shown }): JSX.Element {
  const { sign, words } = MARKS[verdict];
  return (
    <span class={`mark ${verdict}`}>
      <span aria-hidden="true">{sign}</span> {words}
    </span>
  );
}
