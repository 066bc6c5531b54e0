import type { JSX } from 'preact';

/** How the pictures are read. */
export function PictureKey(): JSX.Element {
  return (
    <details>
      <summary>How to read the pictures</summary>
      <p>Time goes from left to right, in seconds since the check began; where nothing happened for long it is cut.</p>
      <ul class="plain key picture-key small">
        <li>
          {sign(<rect class="window" width={18} height={9} y={2} />, 'due')} when an event was due: nobody knows the
          moment more exactly
        </li>
        <li>
          {sign(<rect class="tolerated" width={18} height={9} y={2} />, 'due')} how late it may come without a word
        </li>
        <li>
          {sign(<rect class="window" width={18} height={9} y={2} />, 'not-due')} when it would have been due, but must
          not come
        </li>
        <li>{sign(<rect class="window" width={18} height={9} y={2} />, 'silence')} how long nothing was to come</li>
        <li>{sign(<circle class="good" r={4} cx={8} cy={6} />, '')} came in time</li>
        <li>{sign(<circle class="bad" r={4} cx={8} cy={6} />, '')} came early or far too late, or was not to come</li>
        <li>{sign(<circle class="arrival" r={4} cx={8} cy={6} />, '')} an event that was seen in the room</li>
        <li>{sign(<rect class="asked" width={10} height={9} y={2} />, '')} a request, as long as its answer took</li>
      </ul>
    </details>
  );
}

function sign(shape: JSX.Element, kind: string): JSX.Element {
  return (
    <svg viewBox="0 0 20 12" aria-hidden="true">
      <g class={kind}>{shape}</g>
    </svg>
  );
}
