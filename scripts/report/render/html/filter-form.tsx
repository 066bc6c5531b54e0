import type { JSX } from 'preact';

import type { ShownRevision } from './shown-revision.js';
import { VerdictMark } from './verdict-mark.js';

const VERDICTS = ['fail', 'inconclusive', 'pass', 'not-applicable', 'observation'] as const;

/** What is shown of the requirements and checks: by verdict, which needs no script, and by words. */
export function FilterForm({ shown }: { readonly shown: readonly ShownRevision[] }): JSX.Element {
  const count = (verdict: (typeof VERDICTS)[number]): number =>
    shown.reduce((sum, { revision }) => sum + (revision.totals[verdict] ?? 0), 0);
  return (
    <form class="filter" role="search" aria-label="Requirements and checks to show">
      <label class="search" hidden data-needs-script>
        Search requirements and checks
        <input type="search" name="words" autocomplete="off" />
      </label>
      <fieldset>
        <legend>Verdicts to show</legend>
        {VERDICTS.map((verdict) => (
          <label>
            <input type="checkbox" id={`show-${verdict}`} checked /> <VerdictMark verdict={verdict} />{' '}
            <span class="quiet small">{`(${count(verdict)})`}</span>
          </label>
        ))}
      </fieldset>
      <button type="reset" hidden data-needs-script>
        Show all
      </button>
      <output class="small quiet" />
    </form>
  );
}
