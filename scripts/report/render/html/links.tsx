import type { JSX } from 'preact';

import type { ShownRevision } from './shown-revision.js';

/** Links to checks, or to requirements and questions, in a row. */
export function Links({
  ids,
  to,
  of,
}: {
  readonly ids: readonly string[];
  readonly to: 'requirement' | 'check';
  readonly of: ShownRevision;
}): JSX.Element {
  return (
    <>
      {ids.map((id, index) => (
        <>
          {index === 0 ? '' : ', '}
          {of.has(to, id) ? <a href={`#${of.anchor(to, id)}`}>{id}</a> : id}
        </>
      ))}
    </>
  );
}
