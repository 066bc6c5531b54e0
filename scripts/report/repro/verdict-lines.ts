import { isRecord } from '../../../suites/kit/rooms/matrix-json.js';
import type { SceneEvent } from '../../../suites/kit/checks/scene.js';
import { parsed } from './captures.js';
import { bodyWord, quoted } from './shell-word.js';
import type { NumberedExchange } from './repro-story.js';
import { type RightAnswer, isRightCommand } from './right-answer.js';
import type { Counted, Telling } from './telling.js';

/** What a script needs to know to say whether the fault shows. */
export interface Ending {
  readonly telling: Telling;
  /** The variables that have their values by then. */
  readonly known: ReadonlySet<string>;
  /** Who can see each room, by the room's variable. */
  readonly seers: ReadonlyMap<string, string>;
}

/**
 * The lines at the end of a script that tell whether the fault shows. They set `shows` to `no` where all is as it is on a
 * server that is right, to `yes` where it is as it was with the fault, and leave it as it is where it is neither.
 */
export function verdictLines({ telling, known, seers }: Ending): string[] {
  switch (telling.by) {
    case 'answer':
      return answerLines(telling.answer, telling.right);
    case 'unwanted':
      return unwantedLines(telling.events, known, seers);
    case 'missing':
      return missingLines(telling.events, telling.others, known, seers);
  }
}

function answerLines({ number, entry }: NumberedExchange, right: RightAnswer): string[] {
  const body = parsed(entry.responseBody);
  const errcode = isRecord(body) ? body['errcode'] : undefined;
  // What else an answer says may be otherwise the next time; a refusal is known by its error code.
  const isAlike =
    typeof errcode === 'string' && !errcode.includes('$')
      ? ` && jq -e ${quoted(`.errcode == ${JSON.stringify(errcode)}`)} "$DIR/${number}.body" >/dev/null 2>&1`
      : '';
  return [
    `if ${isRightCommand(right, number)}; then shows=no`,
    `elif [ "$(status ${number})" = ${entry.status} ]${isAlike}; then shows=yes; fi`,
  ];
}

function unwantedLines(events: readonly Counted[], known: Ending['known'], seers: Ending['seers']): string[] {
  return [
    ...look(seers),
    'shows=no',
    ...events.map(({ event, count }) => `[ "$(count ${lineOf(event, known)})" -le ${count} ] || shows=yes`),
  ];
}

function missingLines(
  events: readonly SceneEvent[],
  others: readonly SceneEvent[],
  known: Ending['known'],
  seers: Ending['seers'],
): string[] {
  const then = others.map((event) => lineOf(event, known));
  return [
    ...look(seers),
    then.length === 0 ? ': >"$DIR/then"' : `printf '%s\\n' ${then.join(' ')} | sort >"$DIR/then"`,
    'if cmp -s "$DIR/then" "$DIR/now"; then shows=yes; fi',
    ...events.map((event) => `[ "$(count ${lineOf(event, known)})" = 0 ] || shows=no`),
  ];
}

/** Writes down what is in all rooms. */
function look(seers: Ending['seers']): string[] {
  return [
    ': >"$DIR/all"',
    ...[...seers].map(([room, seer]) => `events ${seer} ${room}`),
    'sort "$DIR/all" >"$DIR/now"',
    'printf "In the rooms now:\\n"; cat "$DIR/now"',
  ];
}

/** An event as one word of the shell, in the form in which the script writes down what is in the rooms. */
function lineOf({ room, type, stateKey = '-', label }: SceneEvent, known: ReadonlySet<string>): string {
  return bodyWord(`${room.slice(1)} ${type} ${stateKey} ${label}`, known);
}
