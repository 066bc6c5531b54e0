import { type Arbitrary, array, constantFrom, integer, nat, record } from 'fast-check';

import { inTheBackground } from '../kit/checks/in-the-background.js';
import { holdRequest } from '../kit/connection/held-request.js';
import type { Stage } from '../kit/targets/stage.js';

/** Whether the calls of a race are under way together, or each waits for the answer of the one before. */
export type Manner = 'together' | 'one-by-one';

/** When a call is made and how long it takes. */
export interface PlannedTiming {
  /** When it is made: milliseconds from the moment of the race. */
  readonly asked: number;
  /** Milliseconds on its way to the server, where that can be had. */
  readonly there: number;
  /** Milliseconds on the answer's way back, where that can be had. */
  readonly back: number;
}

/** A call of a race: what it does, and to which of those that stand ready; more than there are count from the first again. */
export interface PlannedCall<What extends string> extends PlannedTiming {
  readonly do: What;
  readonly of: number;
}

/** How long requests and answers are on their way, in milliseconds: mostly no longer than they have to. */
const wayLengths: Arbitrary<number> = constantFrom(0, 0, 0, 1, 3);

/**
 * Calls that race.
 *
 * @param what - what they do; named more often it comes more often
 * @param spread - how far from the moment of the race they are made at the most, in milliseconds
 */
export function callsThatRace<What extends string>(
  what: readonly What[],
  spread: number,
): Arbitrary<PlannedCall<What>[]> {
  return array(
    record({
      do: constantFrom(...what),
      of: nat({ max: 2 }),
      asked: integer({ min: -spread, max: spread }),
      there: wayLengths,
      back: wayLengths,
    }),
    { minLength: 1, maxLength: 5, size: 'max' },
  );
}

/** A call of a plan that can be made on any stage. */
export interface ReadyCall {
  readonly planned: PlannedTiming;
  make(stage: Stage): Promise<unknown>;
}

/**
 * Makes calls that are under way together. In virtual time requests and answers arrive when and in the order that the plan
 * says; in real time they are made when it says.
 *
 * @param at - the moment of the race, by the stage's time
 */
export async function makeTogether(stage: Stage, calls: readonly ReadyCall[], at: number): Promise<void> {
  const { time } = stage;
  if (time.kind === 'real') {
    await Promise.all(
      calls.map(async ({ planned: { asked }, make }) => {
        await time.waitUntil(at + asked);
        await make(stage);
      }),
    );
    return;
  }
  const answered: Promise<unknown>[] = [];
  const agenda = calls.flatMap(({ planned, make }) => {
    const held = holdRequest(stage);
    const asked = at + planned.asked;
    const there = asked + planned.there;
    return [
      { at: asked, phase: 0, take: () => void answered.push(inTheBackground(make(held.stage))) },
      { at: there, phase: 1, take: held.arrive },
      { at: there + planned.back, phase: 2, take: held.comeBack },
    ];
  });
  for (const step of agenda.toSorted((a, b) => a.at - b.at || a.phase - b.phase)) {
    await time.waitUntil(step.at);
    step.take();
  }
  await Promise.all(answered);
}

/** The calls of a plan in the order in which they arrive. */
export function byArrival<C extends PlannedTiming>(calls: readonly C[]): C[] {
  const arrival = ({ asked, there }: PlannedTiming): number => asked + there;
  return calls.toSorted((one, other) => arrival(one) - arrival(other));
}
