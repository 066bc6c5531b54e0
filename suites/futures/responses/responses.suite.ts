import type { Check, Suite } from '../../kit/checks/check.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import type { Room } from '../../kit/rooms/room.js';
import type { Future } from '../words/future.js';
import { futuresCheck } from '../words/futures-check.js';
import type { FuturesContext } from '../words/futures-context.js';
import { sendTokenOf } from '../words/send-token.js';
import { countsUpOrDown, varyingBits } from '../../chance/predictability.js';
import { areRelated, kindsToTell, tellingFeature } from '../tokens/token-patterns.js';
import { tokenPopulationChecks } from './any-tokens.checks.js';

/** How many answers are compared: enough that random tokens share nothing by chance. */
const SAMPLE_SIZE = 16;

/** About as many bits have to vary as nobody can try out. Measured on a small sample, 128 show as somewhat fewer. */
const BITS_ENOUGH = 96;

/** What the answers to scheduling carry (RESP-1 to RESP-7). */
export const responsesSuite: Suite = {
  revision: 'futures',
  area: 'responses',
  checks: [
    ...(['message', 'state'] as const).map((kind): Check =>
      futuresCheck({
        id: `responses.timeout-future-of-${kind}`,
        title: `a timeout future of a ${kind} event is answered with a send, a refresh and a cancel token that work, and its group id`,
        requirements: ['RESP-1', 'RESP-2'],
        async run(t) {
          const room = await t.alice.createRoom();
          const schedule = (): Promise<Future> =>
            kind === 'message' ? t.message(t.alice, room) : t.state(t.alice, room, { stateKey: t.uniqueName('key') });

          const [sent, cancelled] = [await schedule(), await schedule()];

          for (const { answer } of [sent, cancelled]) {
            t.require('RESP-1', hasText(answer.body, 'send_token'), { expected: 'a send_token', seen: answer });
            t.require('RESP-2', hasText(answer.body, 'refresh_token'), { expected: 'a refresh_token', seen: answer });
            t.require('RESP-2', hasText(answer.body, 'cancel_token'), { expected: 'a cancel_token', seen: answer });
            t.require('RESP-2', hasText(answer.body, 'future_group_id'), {
              expected: 'a future_group_id',
              seen: answer,
            });
          }
          await t.refresh(sent);
          await t.requireSent('TOKEN-2', sent, await t.send(sent), 'the future whose send token was called');
          await t.cancel(cancelled);
        },
      }),
    ),

    futuresCheck({
      id: 'responses.timeout-future-in-given-group',
      title: 'a timeout future that names its group is answered with all three tokens, too',
      requirements: ['RESP-1', 'RESP-2'],
      async run(t) {
        const room = await t.alice.createRoom();
        const first = await t.message(t.alice, room);

        const { answer } = await t.message(t.alice, room, { group: first.group });

        t.require('RESP-1', hasText(answer.body, 'send_token'), { expected: 'a send_token', seen: answer });
        t.require('RESP-2', hasText(answer.body, 'refresh_token'), { expected: 'a refresh_token', seen: answer });
        t.require('RESP-2', hasText(answer.body, 'cancel_token'), { expected: 'a cancel_token', seen: answer });
      },
    }),

    futuresCheck({
      id: 'responses.action-future',
      title: 'an action future is answered with the token that sends it, and with no refresh token',
      requirements: ['RESP-1', 'RESP-3'],
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room);

        const message = await t.action(t.alice, room, timed.group);
        const state = await t.state(t.alice, room, { stateKey: 'action', group: timed.group, timeout: 'none' });

        for (const { answer } of [message, state]) {
          t.require('RESP-1', sendTokenOf(answer.body) !== undefined, {
            expected: 'a send_token or an action_token',
            seen: answer,
          });
          t.require('RESP-3', isAbsent(answer.body, 'refresh_token'), { expected: 'no refresh_token', seen: answer });
        }
        await t.requireSent('RESP-1', message, await t.send(message), 'the action future whose token was called');
      },
    }),

    futuresCheck({
      id: 'responses.no-event-id',
      title: 'no answer to scheduling has an event id, and neither have the answers that the listing shows',
      requirements: ['RESP-4'],
      async run(t) {
        const room = await t.alice.createRoom();
        const message = await t.message(t.alice, room);
        const state = await t.state(t.alice, room, { stateKey: 'waiting' });
        const action = await t.action(t.alice, room, message.group);

        const listed = await t.list(t.alice, room);

        const answers = [
          ...[message, state, action].map(({ answer }) => answer.body),
          ...listed.map(({ response }) => response),
        ];
        const wrong = answers.find((body) => !isAbsent(body, 'event_id'));
        t.require('RESP-4', wrong === undefined, { expected: 'no event_id', seen: JSON.stringify(wrong) });
      },
    }),

    futuresCheck({
      id: 'responses.generated-group-works',
      title: 'a generated group id can be named by others, who are then of that group and get it back unchanged',
      requirements: ['RESP-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        const first = await t.message(t.alice, room);
        const wish = {
          group: first.group,
          type: 'm.room.message',
          content: t.text('action'),
          timeout: 'none' as const,
        };

        const answer = await t.tryMessage(t.alice, room, wish);

        t.requireAcceptance('RESP-5', answer, `an action future for the generated group ${first.group}`);
        const action = t.adopt(t.alice, room, wish, answer);
        const second = await t.message(t.alice, room, { group: first.group });
        for (const future of [action, second]) {
          const echoed = future.answer.string('future_group_id') ?? first.group;
          t.require('RESP-5', echoed === first.group, `the group ${first.group} came back as ${echoed}`);
        }
        await t.requireSent('TOKEN-2', action, await t.send(action), 'the action future whose token was called');
        await t.requireNothing('RESP-5', [first, second], 'futures of the same generated group as one that was sent');
      },
    }),

    futuresCheck({
      id: 'responses.given-group-unchanged',
      title: 'where a group id that the client chose is echoed, it is unchanged',
      requirements: ['RESP-5'],
      async run(t) {
        const room = await t.alice.createRoom();
        await t.message(t.alice, room);
        const given = t.uniqueName('Group With Capitals, Grüße ').concat(' ');
        const answer = await t.tryMessage(t.alice, room, { group: given, timeout: t.far });
        if (answer.refused) t.notApplicable(`the server does not let clients choose such a group id: ${answer}`);
        t.requireAcceptance('RESP-5', answer, `a timeout future for the new group ${JSON.stringify(given)}`);
        const echoed = answer.string('future_group_id') ?? given;

        const action = await t.tryMessage(t.alice, room, { group: given, timeout: 'none' });

        // An id of the server's own in its place is another reading; but then the given one names no group.
        const unchanged = echoed === given || action.refused;
        t.require(
          'RESP-5',
          unchanged,
          `the group ${JSON.stringify(given)} lives, and came back as ${JSON.stringify(echoed)}`,
        );
      },
    }),

    futuresCheck({
      id: 'responses.tokens-of-one-format',
      title: 'from a token nobody can tell whether it sends, refreshes or cancels',
      requirements: ['RESP-6'],
      async run(t) {
        const { send, refresh, cancel, action } = await sampleTokens(t, await t.alice.createRoom());
        const all = [...send, ...refresh, ...cancel, ...action];
        t.presuppose('RESP-7', new Set(all).size === all.length, 'tokens for the same content repeat');

        for (const [one, other, kinds] of kindsToTell({ send, refresh, cancel, action })) {
          const feature = tellingFeature(one, other);
          t.require('RESP-6', feature === undefined, `of ${SAMPLE_SIZE} each, this tells all ${kinds}: ${feature}`);
        }
      },
    }),

    futuresCheck({
      id: 'responses.tokens-unpredictable',
      title: 'tokens never repeat, do not count, and do not follow from each other',
      requirements: ['RESP-7'],
      needs: { accounts: 2 },
      async run(t) {
        const room = await t.alice.createRoom({ members: [t.bob] });
        const { send, refresh, cancel, action } = await sampleTokens(t, room);
        const foreign = await t.message(t.bob, room, { content: SAME_CONTENT });

        const kinds = Object.entries({ send, refresh, cancel, action });
        const all = [
          ...kinds.flatMap(([, tokens]) => tokens),
          foreign.sendToken,
          foreign.refreshToken,
          foreign.cancelToken,
        ];
        const distinct = new Set(all).size;
        t.require(
          'RESP-7',
          distinct === all.length,
          `of ${all.length} tokens for the same content only ${distinct} are different`,
        );
        for (const [kind, tokens] of kinds) {
          t.require(
            'RESP-7',
            !countsUpOrDown(tokens),
            `${SAMPLE_SIZE} ${kind} tokens in a row count up or down, and hardly vary otherwise`,
          );
        }
        for (const [one, other, names] of [
          [send, refresh, 'send and refresh token'],
          [send, cancel, 'send and cancel token'],
          [refresh, cancel, 'refresh and cancel token'],
        ] as const) {
          t.require('RESP-7', !areRelated(one, other), `the ${names} of one future can be made from each other`);
        }
        const bits = Math.round(varyingBits(kinds.flatMap(([, tokens]) => tokens)));
        t.advise(
          'RESP-7',
          bits >= BITS_ENOUGH,
          `only about ${bits} bits vary from token to token; 128 would be expected`,
        );
      },
    }),

    futuresCheck({
      id: 'responses.action-response',
      title: "what an action future's answer carries",
      requirements: ['Q-ACTION-RESPONSE'],
      async run(t) {
        const room = await t.alice.createRoom();
        const timed = await t.message(t.alice, room);

        const { body } = (await t.action(t.alice, room, timed.group)).answer;

        const [send, action] = [hasText(body, 'send_token'), hasText(body, 'action_token')];
        if (hasText(body, 'cancel_token') || hasText(body, 'future_group_id')) t.observe('Q-ACTION-RESPONSE', 'more');
        else if (send && action) t.observe('Q-ACTION-RESPONSE', 'both-names');
        else t.observe('Q-ACTION-RESPONSE', send ? 'send-token' : 'action-token');
      },
    }),
    ...tokenPopulationChecks,
  ],
};

/** A content that every future of a sample has, so that nothing but the server's own choice makes tokens differ. */
const SAME_CONTENT: JsonRecord = { msgtype: 'm.text', body: 'the same every time' };

/** Tokens by what they do, in the order in which they were issued. */
interface TokenSample {
  readonly send: string[];
  readonly refresh: string[];
  readonly cancel: string[];
  /** Those of action futures, which send too. */
  readonly action: string[];
}

/** Schedules the same futures again and again, one group at a time, and gathers their tokens. */
async function sampleTokens(t: FuturesContext, room: Room): Promise<TokenSample> {
  const sample: TokenSample = { send: [], refresh: [], cancel: [], action: [] };
  for (let round = 0; round < SAMPLE_SIZE; round += 1) {
    const timed = await t.message(t.alice, room, { content: SAME_CONTENT });
    const action = await t.action(t.alice, room, timed.group, { content: SAME_CONTENT });
    sample.send.push(timed.sendToken);
    sample.refresh.push(timed.refreshToken ?? '');
    sample.cancel.push(timed.cancelToken ?? '');
    sample.action.push(action.sendToken);
    await t.cancel(timed);
  }
  return sample;
}

function hasText(body: JsonRecord, field: string): boolean {
  const value = body[field];
  return typeof value === 'string' && value !== '';
}

/** Whether a field is missing; `null` says the same. */
function isAbsent(body: JsonRecord, field: string): boolean {
  return !Object.hasOwn(body, field) || body[field] === null;
}
