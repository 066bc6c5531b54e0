import { isPossible, passTime, step } from '../model/model.js';
import { type KnownReadings, Undecided } from '../model/view.js';
import { livingIn, newWorld, type World } from '../model/world.js';
import { Names } from './names.js';
import type { Plan } from './plan.js';

/**
 * Tells a plan to the model alone, which costs no time, and leaves out what would not be done anyway: what is impossible,
 * undecided, or about futures that were never accepted.
 */
export function whatWouldBeDone(plan: Plan, readings: KnownReadings): Plan {
  const names = new Names(readings);
  let world: World = newWorld(0);
  let serial = 0;
  return plan.filter((planned) => {
    try {
      if (planned.do === 'pass') {
        const next = Math.min(...livingIn(world).map(({ deadline = Infinity }) => deadline));
        const to = planned.pastNext === undefined ? world.now + (planned.ms ?? 0) : next + planned.pastNext;
        if (to <= world.now || to === Infinity) return false;
        world = passTime(readings, world, to)[0]?.world ?? world;
        return true;
      }
      const command = names.resolve(planned, world, (serial += 1));
      if (command === undefined || !isPossible(world, command)) return false;
      const { answer, ...outcome } = step(readings, world, command);
      world = outcome.world;
      const future = 'future' in answer ? world.futures[answer.future] : undefined;
      if (planned.do === 'schedule' && future !== undefined) names.keep(planned, future);
      return true;
    } catch (error) {
      if (error instanceof Undecided) return false;
      throw error;
    }
  });
}
