import type { Check } from '../../kit/checks/check.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { stateWish, twoOfOneKey } from './two-of-one-key.js';

/** What the text leaves open about state futures and new state. */
export const stateQuestions: readonly Check[] = [
  futuresCheck({
    id: 'state.second-future-of-a-key',
    title: 'a second state future for the same key is taken, replaces the first, is the same one, or conflicts',
    requirements: ['Q-STATE-TWICE'],
    async run(t) {
      const room = await t.alice.createRoom();
      const first = await t.state(t.alice, room, { timeout: t.far });
      const identical = await t.tryState(t.alice, room, { content: first.content, timeout: t.far });
      t.presupposeComposure(identical, 'scheduling a second future of a key');
      if (identical.ok && sendTokenOf(identical.body) === first.sendToken) {
        const other = await t.tryState(t.alice, room, { content: t.text('other'), timeout: t.far });
        t.presupposeComposure(other, 'scheduling a second future of a key with another content');
        const isOne = other.ok && sendTokenOf(other.body) === first.sendToken;
        return t.observe('Q-STATE-TWICE', isOne ? 'other: one future, whatever its content' : 'same');
      }
      if (identical.status === 409) {
        t.observe('Q-STATE-TWICE', '409');
        return mustTakeAnother(t, first);
      }
      if (identical.refused) return t.observe('Q-STATE-TWICE', `other: refused with ${identical.status}`);
      const second = t.adopt(t.alice, room, stateWish(first), identical);
      await t.requireListed('LIST-1', second, 'a future that has just been taken');
      t.observe('Q-STATE-TWICE', (await t.isStillListed(first)) ? 'further' : 'replaces');
    },
  }),

  futuresCheck({
    id: 'state.same-state-again',
    title: 'sending identical content again as state invalidates waiting futures, or does not',
    requirements: ['Q-SAME-STATE'],
    needs: { wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const content = t.text('unchanged');
      const key = { type: t.stateType, stateKey: 'hall' };
      await t.alice.setState(room, key.type, key.stateKey, content);
      const control = await t.message(t.alice, room, { timeout: t.beats(3) });
      const future = await t.state(t.alice, room, { ...key, timeout: t.beats(3) });

      t.requireInTime(await t.alice.setState(room, key.type, key.stateKey, content), future);

      await t.requireDue('GROUP-10', control, 'a message future, scheduled alike');
      const came = await t.comes(future);
      t.observe('Q-SAME-STATE', came ? 'no' : 'yes');
      if (!came) await requireDiscarded(t, 'STATE-2', future, 'after identical content was set again');
    },
  }),

  futuresCheck({
    id: 'state.state-from-a-future',
    title: "a state event that came from a future invalidates other groups' futures of that key, or does not",
    requirements: ['Q-FUTURE-STATE'],
    needs: { accounts: 2, wait: 1 },
    async run(t) {
      const room = await t.alice.createRoom({ members: [t.bob], powerLevels: { state_default: 0 } });
      const { first, second } = await twoOfOneKey(t, room);

      const sent = await t.send(first);
      await t.requireSent('TOKEN-2', first, sent, 'the first of two futures of one key');

      await t.letTimePass(t.beats(1));
      const answer = await t.callToken(second.sendToken);
      t.observe('Q-FUTURE-STATE', answer.ok ? 'no' : 'yes');
      if (answer.ok) await t.requireSent('TOKEN-2', second, answer, 'the second future of one key');
      else await requireDiscarded(t, 'STATE-2', second, 'after its send token was refused');
    },
  }),

  futuresCheck({
    id: 'state.invalidated-member-of-a-group',
    title: 'new state that invalidates one member of a group leaves the others alone, or discards the group',
    requirements: ['Q-INVALIDATE-GROUP'],
    needs: { wait: 3 },
    async run(t) {
      const room = await t.alice.createRoom();
      const control = await t.message(t.alice, room, { timeout: t.beats(3) });
      const other = await t.message(t.alice, room, { timeout: t.beats(3) });
      const member = await t.state(t.alice, room, { group: other.group });

      t.requireInTime(await t.alice.setState(room, member.type, '', t.text('new state')), other);

      await t.requireDue('GROUP-10', control, 'a message future of another group, scheduled alike');
      const came = await t.comes(other);
      t.observe('Q-INVALIDATE-GROUP', came ? 'member' : 'group');
      if (!came) await requireDiscarded(t, 'LIST-5', other, 'after another member of its group was invalidated');
    },
  }),

  futuresCheck({
    id: 'state.group-without-timeout-future',
    title: 'a group that loses its last timeout future by invalidation is discarded, or its actions can be sent',
    requirements: ['Q-ORPHAN'],
    async run(t) {
      const room = await t.alice.createRoom();
      const timed = await t.state(t.alice, room);
      const action = await t.action(t.alice, room, timed.group);
      await t.alice.setState(room, timed.type, '', t.text('new state'));
      await t.requireUnlisted('STATE-2', timed, 'after new state of its key');

      const answer = await t.callToken(action.sendToken);

      if (answer.ok) {
        await t.requireSent(
          'TOKEN-2',
          action,
          answer,
          'an action future was sent after its group lost its timeout future',
        );
        return t.observe('Q-ORPHAN', 'sendable');
      }
      t.requireRefusal('TOKEN-8', answer, "calling an action future's token after its group lost its timeout future");
      await t.requireUnlisted('LIST-5', action, "after an action future's token was refused");
      await t.requireNothing('TOKEN-8', action, "after an action future's token was refused");
      t.observe('Q-ORPHAN', 'discarded');
    },
  }),
];

/** Makes sure that a future which is gone does not stand in the way of another one of its key. */
async function mustTakeAnother(t: FuturesContext, first: Future): Promise<void> {
  await t.cancel(first);
  const wish = { ...stateWish(first), content: t.text('another'), timeout: t.far };
  let answer = await t.tryState(first.by, first.room, wish);
  if (answer.refused) {
    // A server may take its moment to cancel.
    await t.letTimePass(t.beats(1));
    answer = await t.tryState(first.by, first.room, wish);
  }
  t.presupposeComposure(answer, 'scheduling a future of a key whose first one was cancelled');
  t.accept(first.by, first.room, wish, answer);
}

/** Judges that a future that has not been sent is gone, rather than forgotten to be sent. */
async function requireDiscarded(t: FuturesContext, requirement: string, future: Future, why: string): Promise<void> {
  await t.presupposeGone(future, why);
  await t.requireUnlisted(requirement, future, why);
  await t.requireDeadTokens(requirement, future, why);
}
