import type { Future, FutureWish } from '../words/future.js';
import type { FuturesContext } from '../words/futures-context.js';

/** Two futures of different groups that wait for one key: not every server takes two (Q-STATE-TWICE). */
export async function twoOfOneKey(t: FuturesContext, room: Future['room']): Promise<{ first: Future; second: Future }> {
  for (const by of [t.alice, t.bob]) {
    const first = await t.state(t.alice, room, { stateKey: by.name });
    const wish = { ...stateWish(first), content: t.text('second'), timeout: t.far };
    const answer = await t.tryState(by, room, wish);
    if (!answer.ok) continue;
    const second = t.adopt(by, room, wish, answer);
    if ((await t.isListed(first)) && (await t.isListed(second))) return { first, second };
  }
  t.notApplicable('two futures do not wait for one state key here (Q-STATE-TWICE)');
}

/** What it takes to ask for a state future like another one. */
export function stateWish(future: Future): FutureWish & Pick<Future, 'type' | 'content'> {
  const { type, stateKey = '', content, timeout = 'none' } = future;
  return { type, stateKey, content, timeout };
}
