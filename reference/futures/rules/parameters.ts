import type { FuturesReadings } from '../../../fixtures/requirements/futures/readings.js';
import { MatrixError } from '../../matrix/matrix-error.js';

/** What requests count time in. */
export interface TimeUnit {
  readonly name: 'ms' | 's';
  readonly inMs: number;
}

/** How the parameters of scheduling requests are read. A reader refuses by throwing a MatrixError. */
export interface ParameterRules {
  /** What `future_timeout` counts, in requests, in listings and in messages. */
  readonly timeUnit: () => TimeUnit;
  /**
   * Reads `future_timeout` from all its occurrences, of which there is at least one. Answers milliseconds, or `none`.
   *
   * @throws MatrixError
   */
  readonly readTimeout: (facts: { readonly texts: readonly string[]; readonly unit: TimeUnit }) => number | 'none';
  /**
   * What a request means that has no `future_timeout`.
   *
   * @throws MatrixError
   */
  readonly withoutTimeout: (facts: { readonly groupId: string | undefined }) => number | 'none';
  /**
   * Reads `future_group_id` from all its occurrences.
   *
   * @throws MatrixError
   */
  readonly readGroupId: (facts: { readonly texts: readonly string[] }) => string | undefined;
}

const UNITS: Readonly<Record<FuturesReadings['Q-UNIT'], TimeUnit>> = {
  ms: { name: 'ms', inMs: 1 },
  s: { name: 's', inMs: 1_000 },
};

/** The rules on parameters. */
export function parameterRules(readings: FuturesReadings): ParameterRules {
  const readNumber = readings['Q-NUMBER'] === 'value' ? valueOfNumber : strictNumber;
  return {
    // Q-UNIT
    timeUnit: () => UNITS[readings['Q-UNIT']],

    readTimeout: ({ texts, unit }) => {
      // Q-NUMBER: given several times, no value is refused and the first one counts under `value`.
      if (texts.length > 1 && readings['Q-NUMBER'] === 'refused') throw invalidTimeout();
      const [text = ''] = texts;
      // SCHED-5: this very word makes an action future.
      if (text === 'none') return 'none';
      // SCHED-6, SCHED-7
      const amount = readNumber(text);
      if (amount === undefined) throw invalidTimeout();
      return amount * unit.inMs;
    },

    withoutTimeout: ({ groupId }) => {
      // Q-ABSENT: whether the group lives is judged together with all other action futures (GROUP-4).
      if (readings['Q-ABSENT'] === 'action' && groupId !== undefined) return 'none';
      // SCHED-4
      throw new MatrixError(400, 'M_MISSING_PARAM', 'future_timeout is missing: give a duration or "none".');
    },

    readGroupId: ({ texts }) => {
      if (texts.length > 1) throw new MatrixError(400, 'M_INVALID_PARAM', 'future_group_id can be given once.');
      // GROUP-9: any string is an id, the empty one too.
      return texts[0];
    },
  };
}

/** Digits and nothing else. Whether the number is too large is judged where the maximum is known. */
function strictNumber(text: string): number | undefined {
  return /^[0-9]+$/.test(text) ? Number(text) : undefined;
}

/** Any spelling of a number that is not negative. The empty text has no value to be read at, and words are read as NaN. */
function valueOfNumber(text: string): number | undefined {
  const spelling = text.trim();
  return spelling === '' || spelling.startsWith('-') ? undefined : Number(spelling);
}

function invalidTimeout(): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', 'future_timeout has to be one whole number, not negative, or "none".');
}
