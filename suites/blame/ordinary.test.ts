import { expect, test } from 'vitest';

import type { Session } from '../kit/checks/session.js';
import type { Target } from '../kit/targets/stage.js';
import { type Ordinary, type OrdinaryBreach, ordinaryBreach } from './ordinary.js';

/** Stories that take turns on a server, each of which ends when it is told to. */
class Stories {
  readonly begun: string[] = [];
  readonly all: readonly Ordinary<undefined, string>[];
  readonly #ends = new Map<string, (breach?: OrdinaryBreach) => void>();

  constructor(names: readonly string[]) {
    this.all = names.map((name) => ({
      after: ['anything'],
      tell: () => {
        this.begun.push(name);
        return new Promise((end) => this.#ends.set(name, end));
      },
    }));
  }

  async end(name: string, requirement?: string): Promise<void> {
    this.#ends.get(name)?.(requirement === undefined ? undefined : { requirement, wrong: 'it is' });
    await new Promise((resolve) => setImmediate(resolve));
  }

  lookInto(target: Target): Promise<unknown> {
    const check = { id: 'test', needs: {} };
    const session = { target, check, spacing: 1, slowestStep: 0, note: () => undefined } as unknown as Session;
    return ordinaryBreach(undefined, this.all, 'MUST-9', new Set(['anything']), session, 'set up alike');
  }
}

function targetOf(kind: Target['kind']): Target {
  return { kind, settings: { beat: 1_000 } } as unknown as Target;
}

test('in real time what one check tries the others do not wait for, but try what comes next', async () => {
  const [stories, target] = [new Stories(['first', 'second', 'third']), targetOf('url')];
  const looks = [stories.lookInto(target), stories.lookInto(target)];
  expect(stories.begun).toEqual(['first', 'second']);
  await stories.end('second');
  expect(stories.begun).toEqual(['first', 'second', 'third']);
  for (const name of ['first', 'third']) await stories.end(name);
  expect(await Promise.all(looks)).toEqual([undefined, undefined]);
  expect(stories.begun).toEqual(['first', 'second', 'third']);
});

test('whatever is found first, the most basic thing that is broken explains it', async () => {
  const [stories, target] = [new Stories(['first', 'second', 'third']), targetOf('url')];
  const looks = [stories.lookInto(target), stories.lookInto(target)];
  await stories.end('second', 'MUST-2');
  await stories.end('first', 'MUST-1');
  expect(await Promise.all(looks)).toMatchObject([{ requirement: 'MUST-1' }, { requirement: 'MUST-1' }]);
  expect(stories.begun).toEqual(['first', 'second']);
});

test('in virtual time, which costs nothing, they are tried in their order', async () => {
  const [stories, target] = [new Stories(['first', 'second']), targetOf('embedded')];
  const looks = [stories.lookInto(target), stories.lookInto(target)];
  expect(stories.begun).toEqual(['first']);
  await stories.end('first', 'MUST-1');
  expect(await Promise.all(looks)).toMatchObject([{ requirement: 'MUST-1' }, { requirement: 'MUST-1' }]);
});
