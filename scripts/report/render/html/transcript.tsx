import type { JSX } from 'preact';

import type { CheckReport } from '../../document/check-schema.js';
import { shortPath, shortText } from '../short-exchange.js';
import { curlCommand } from './curl-command.js';

type Entry = CheckReport['evidence'][number];

/** How many things stand in a transcript before its middle is left out. */
const MOST = 160;

/** What happened in a check, request by request, each as it can be made again. */
export function Transcript({
  evidence,
  target,
}: {
  readonly evidence: readonly Entry[];
  readonly target: string;
}): JSX.Element {
  const [first, last] =
    evidence.length > MOST ? [evidence.slice(0, MOST / 2), evidence.slice(-MOST / 2)] : [evidence, []];
  return (
    <ol class="transcript">
      {first.map((entry) => told(entry, target))}
      {last.length > 0 ? <li class="quiet">{`… ${evidence.length - MOST} more, in the stored report`}</li> : null}
      {last.map((entry) => told(entry, target))}
    </ol>
  );
}

function told(entry: Entry, target: string): JSX.Element {
  const at = <span class="at">{`+${(entry.at / 1_000).toFixed(3)} s`}</span>;
  if (entry.kind === 'note') {
    return (
      <li>
        {at} <em>{shortText(entry.text)}</em>
      </li>
    );
  }
  const { by, method, path, status, took, responseBody = '' } = entry;
  return (
    <li>
      <details>
        <summary>
          {at} {by ?? 'nobody'} <code>{`${method} ${shortPath(path)}`}</code>
          {` → ${status ?? 'no answer'}`} <span class="quiet">{`${took} ms`}</span>
        </summary>
        <div class="copied">
          <pre data-name="the command">{curlCommand(entry, target)}</pre>
        </div>
        {responseBody === '' ? <p class="quiet">The answer had no body.</p> : <pre>{responseBody}</pre>}
      </details>
    </li>
  );
}
