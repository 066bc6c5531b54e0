import type { Answer } from '../../kit/connection/answer.js';
import type { Check } from '../../kit/checks/check.js';
import type { RequestOptions } from '../../kit/rooms/user.js';
import type { DelayedEvent } from '../words/delayed-event.js';
import { delayedEventsCheck } from '../words/delayed-events-check.js';

/** What the text leaves open about actions. */
export const actionQuestions: readonly Check[] = [
  delayedEventsCheck({
    id: 'actions.unknown-action',
    title: 'an action that does not exist is refused with 404 or 400, and has no effect',
    requirements: ['DE-ACT-15', 'Q-ACTION'],
    needs: { wait: 2 },
    async run(t) {
      const room = await t.alice.createRoom();
      const answers = new Map<string, Answer>();
      const events: DelayedEvent[] = [];
      for (const [way, act] of [['', t.form.act], ...Object.entries(t.form.besides.act)] as const) {
        const event = await t.schedule(t.alice, room, { delay: t.beats(2) });
        events.push(event);
        for (const action of ['pause', 'Send', 'send ', 'cancel/now', 'update', '__proto__']) {
          const answer = await t.tryAct(t.alice, event, action, {}, { ...t.form, act });
          answers.set(`${action}${way === '' ? '' : `, by ${way}`}`, answer);
        }
      }

      // Refused or not, it has no effect: only send sends before the time. How it is refused is the server's to say.
      for (const event of events) await t.requireDue('DE-SEND-1', event, 'after actions that do not exist');
      t.observe('Q-ACTION', [...answers.values()].some(({ status }) => status === 400) ? '400' : '404');
      for (const [action, answer] of answers) {
        t.presuppose('DE-ERR-1', answer.status < 500, `the action ${action}: got ${answer}`);
        const isRefused = [400, 404].includes(answer.status);
        t.require('DE-ACT-15', isRefused, { what: `the action ${action}`, expected: '404 or 400', seen: answer });
      }
    },
  }),

  delayedEventsCheck({
    id: 'actions.other-methods',
    title: 'other methods than POST are refused with 404 or 405, and have no effect',
    requirements: ['DE-ACT-15'],
    needs: { wait: 2, words: ['actions in the path'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room, { delay: t.beats(2) });

      const answers = new Map<string, Answer>();
      const { path } = t.form.act(event.delayId, 'send');
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        answers.set(method, await t.alice.request(method, path, method === 'GET' ? {} : { json: {} }));
      }

      await t.requireDue('DE-SEND-1', event, 'after other methods than POST');
      for (const [method, answer] of answers) {
        const isRefused = [404, 405].includes(answer.status);
        t.require('DE-ACT-15', isRefused, { what: `${method} on an action`, expected: '404 or 405', seen: answer });
      }
    },
  }),

  delayedEventsCheck({
    id: 'actions.body-left-out',
    title: 'an action without a body, or without a content type, is carried out or refused with 400',
    requirements: ['Q-BODY'],
    needs: { words: ['actions in the path'] },
    async run(t) {
      const room = await t.alice.createRoom();
      const event = await t.schedule(t.alice, room);
      const { method, path } = t.form.act(event.delayId, 'restart');
      const bodies: Readonly<Record<string, RequestOptions>> = {
        'without a body': {},
        'with an empty body': { raw: '' },
        'with a body without a content type': { raw: '{}', headers: { 'content-type': '' } },
      };
      const statuses = new Set<number>();

      for (const [how, options] of Object.entries(bodies)) {
        const answer = await t.alice.request(method, path, options);
        const isKnown = [200, 400].includes(answer.status);
        if (!isKnown) t.requireInTime(answer, event);
        t.presuppose('DE-ERR-1', isKnown, { what: `restart ${how}`, expected: '200 or 400', seen: answer });
        statuses.add(answer.status);
      }

      await t.requireScheduled('DE-ACT-7', event, 'after it was restarted, or not');
      t.observe('Q-BODY', statuses.has(400) ? 'refused' : 'accepted');
    },
  }),
];
