import { type Arbitrary, array, boolean, constantFrom, record } from 'fast-check';

import type { Check } from '../../kit/checks/check.js';
import type { Future } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';
import { countsUpOrDown } from '../../chance/predictability.js';
import { areRelated, kindsToTell, tellingFeature } from '../tokens/token-patterns.js';
import { anyStoryCheck } from '../chance/any-story-check.js';
import { type Kind, schedule } from '../chance/either-kind.js';

/** So many tokens of a kind share nothing by chance; with fewer nothing is said of them. */
const ENOUGH = 16;

/** How many groups there are in a population. */
const GROUPS = 24;

/** What groups of a population are made of. */
interface Household {
  readonly by: 'alice' | 'bob';
  readonly kind: Kind;
  /** Whether a second timeout future joins it. */
  readonly second: boolean;
  /** Whether there is an action future in it. */
  readonly action: boolean;
}

const households: Arbitrary<Household> = record({
  by: constantFrom('alice', 'bob'),
  kind: constantFrom('message', 'state'),
  second: boolean(),
  action: boolean(),
});

/** Tokens by what they do, in the order in which they were issued. */
interface Tokens {
  readonly send: string[];
  readonly refresh: string[];
  readonly cancel: string[];
  /** Those of action futures, which send too. */
  readonly action: string[];
}

/** In no population of futures do the tokens show a pattern (RESP-6, RESP-7). */
export const tokenPopulationChecks: readonly Check[] = [
  anyStoryCheck<readonly Household[]>({
    id: 'responses.tokens-of-any-futures',
    title: 'whatever futures they belong to, tokens do not repeat, count, follow from each other or tell what they do',
    requirements: ['RESP-7', 'RESP-6'],
    needs: { accounts: 2 },
    pending: 4,
    stories: array(households, { minLength: 1, maxLength: 4 }),
    runs: { virtual: 8, real: 2 },
    tell: tellPopulation,
    inWords: (all) => `${GROUPS} groups one after the other, by turns ${all.map(householdInWords).join(' and ')}`,
  }),
];

async function tellPopulation(t: FuturesContext, all: readonly Household[]): Promise<void> {
  const room = await t.alice.createRoom({ members: [t.bob] });
  const tokens: Tokens = { send: [], refresh: [], cancel: [], action: [] };
  for (let made = 0; made < GROUPS; made += 1) {
    const household = all[made % all.length];
    if (household === undefined) continue;
    const futures = await settle(household);
    for (const { sendToken, refreshToken, cancelToken, timeout } of futures) {
      if (timeout === undefined) tokens.action.push(sendToken);
      else {
        tokens.send.push(sendToken);
        tokens.refresh.push(refreshToken ?? '');
        tokens.cancel.push(cancelToken ?? '');
      }
    }
    for (const { answer } of futures) await t.withdraw(answer);
  }
  requireUnpredictable(t, tokens);
  requireOfOneFormat(t, tokens);

  /** Schedules the futures of a household: the same content every time, so that nothing but the server makes a difference. */
  async function settle({ by, kind, second, action }: Household): Promise<Future[]> {
    const content = { msgtype: 'm.text', body: 'the same every time' };
    const user = t[by];
    const first = await schedule(t, user, room, kind, { content });
    const { group } = first;
    const others = [
      ...(second ? [await schedule(t, user, room, kind, { content, group })] : []),
      ...(action ? [await schedule(t, user, room, kind, { content, group, timeout: 'none' })] : []),
    ];
    return [first, ...others];
  }
}

function requireUnpredictable(t: FuturesContext, { send, refresh, cancel, action }: Tokens): void {
  const kinds = Object.entries({ send, refresh, cancel, action });
  const all = kinds.flatMap(([, tokens]) => tokens);
  const distinct = new Set(all).size;
  t.require('RESP-7', distinct === all.length, `of ${all.length} tokens only ${distinct} are different`);
  for (const [kind, tokens] of kinds) {
    if (tokens.length < ENOUGH) continue;
    const what = `${tokens.length} ${kind} tokens in a row count up or down, and hardly vary otherwise`;
    t.require('RESP-7', !countsUpOrDown(tokens), what);
  }
  for (const [one, other, names] of [
    [send, refresh, 'send and refresh token'],
    [send, cancel, 'send and cancel token'],
    [refresh, cancel, 'refresh and cancel token'],
  ] as const) {
    t.require('RESP-7', !areRelated(one, other), `the ${names} of a future can be made from each other`);
  }
}

function requireOfOneFormat(t: FuturesContext, tokens: Tokens): void {
  for (const [one, other, kinds] of kindsToTell(tokens)) {
    if (one.length < ENOUGH || other.length < ENOUGH) continue;
    const feature = tellingFeature(one, other);
    t.require('RESP-6', feature === undefined, `of ${one.length} and more, this tells all ${kinds}: ${feature}`);
  }
}

function householdInWords({ by, kind, second, action }: Household): string {
  const others = [...(second ? ['a second one'] : []), ...(action ? ['an action future'] : [])];
  return `${by}'s ${kind} future${others.map((other) => ` with ${other}`).join('')}`;
}
