import { type Script, type ScriptedAnswer, ScriptedServer } from '../../kit/connection/server.testkit.js';
import { type JsonRecord, type JsonValue, isRecord } from '../../kit/rooms/matrix-json.js';
import type { FormName } from '../wire/wire-form.js';

type Request = Parameters<Script>[0];

/** What is not as it should be, or as it is elsewhere, on the server of {@link delayedEventsServer}. */
export interface Bend {
  /** The form that it speaks; the accepted one unless said otherwise. */
  readonly form?: FormName;
  /** Whether it keeps what is over. */
  readonly forgets?: true;
  /** The longest delay, in milliseconds. */
  readonly maximum?: number;
  readonly switchedOff?: true;
  /** How much later than asked for an event is sent, in milliseconds; never, where it is infinite. */
  readonly late?: number;
  /** How long it is from one run to the next of the job that sends what is due, in milliseconds; there is none, unless given. */
  readonly turn?: number;
  /** Events that are never sent when they are due. */
  readonly never?: (entry: JsonRecord) => boolean;
  /** When events come into their room, beside when they are due: as soon as they are scheduled. */
  readonly announces?: true;
  /** Whether events are sent twice. */
  readonly twice?: true;
  /** What an event becomes on its way into the room. */
  readonly changes?: (event: JsonRecord) => JsonRecord;
  /** Answers instead of the server, or lets it. */
  readonly script?: Script;
}

interface Waiting {
  readonly entry: JsonRecord;
  readonly owner: string;
  due: number;
  outcome?: JsonRecord;
}

const U = '/_matrix/client/unstable/org.matrix.msc4140';
const OF_SYNAPSE: readonly FormName[] = ['w0', 'w1', 'w2', 'w3', 'w4', 'w5'];

const refusal = (status: number, errcode: string): ScriptedAnswer => [status, { errcode, error: 'refused' }];
const unrecognized = refusal(404, 'M_UNRECOGNIZED');

/** An entry as the drafts of early 2026 have it. */
function drafted({ delay_ms: delay, delayed_since_ts: since, ...others }: JsonRecord): JsonRecord {
  return {
    ...others,
    ...(delay === undefined ? {} : { delay }),
    ...(since === undefined ? {} : { running_since: since }),
  };
}

/**
 * The least server with delayed events that the unit tests of their vocabulary can work with, in any of the forms: it
 * sends each event once, after its delay or when it is asked to.
 */
export function delayedEventsServer(bend: Bend = {}): ScriptedServer {
  const { form = 'accepted', maximum = Number.POSITIVE_INFINITY, late = 0, turn = 1 } = bend;
  const isSynapse = OF_SYNAPSE.includes(form);
  const age = OF_SYNAPSE.indexOf(form);
  const isDraft = form === 'p-2026-01' || form === 'p-2026-06';
  const keeps = bend.forgets === undefined && (!isSynapse || form === 'w5');
  const isStable = form === 'accepted' || form === 'july-stable';
  const prefixes = isStable ? ['/_matrix/client/v3', '/_matrix/client/v1'] : [U, U];
  const events = new Map<string, Waiting>();
  const state = new Map<string, JsonValue>();
  let made = 0;

  function send(delayId: string, { entry, owner }: Waiting): void {
    const { room_id: roomId, type, state_key: stateKey, content } = entry;
    const plain = { type, sender: owner, content, ...(stateKey === undefined ? {} : { state_key: stateKey }) };
    const event = bend.changes?.(plain as JsonRecord) ?? (plain as JsonRecord);
    const eventId = server.emit(String(roomId), event);
    if (stateKey !== undefined) state.set(JSON.stringify([roomId, type, stateKey]), content ?? null);
    if (bend.twice === true) server.emit(String(roomId), event);
    finish(delayId, { event_id: eventId });
  }

  function finish(delayId: string, outcome: JsonRecord): void {
    const event = events.get(delayId);
    if (event === undefined) return;
    event.outcome = { finalised_ts: server.clock.now(), ...outcome };
    if (!keeps) events.delete(delayId);
  }

  function start(delayId: string, event: Waiting): void {
    event.due = server.clock.now() + Number(event.entry['delay_ms']) + late;
    event.entry['delayed_since_ts'] = server.clock.now();
    const { due } = event;
    if (!Number.isFinite(due) || bend.never?.(event.entry) === true) return;
    server.at(Math.ceil(due / turn) * turn, () => {
      if (event.due === due && event.outcome === undefined && events.has(delayId)) send(delayId, event);
    });
  }

  function schedule(request: Request, roomId: string, asked: JsonRecord): ScriptedAnswer {
    if (bend.switchedOff === true) return refusal(403, 'M_FORBIDDEN');
    const { delay_ms: delay, content } = asked;
    if (!Number.isInteger(delay) || Number(delay) < 1 || !isRecord(content)) return refusal(400, 'M_BAD_JSON');
    if (Number(delay) > maximum) return refusal(400, 'M_DELAY_TOO_LARGE');
    made += 1;
    const delayId = `delay-${made}`;
    const entry = { ...asked, delay_id: delayId, room_id: roomId };
    const event: Waiting = { entry, owner: ScriptedServer.userOf(request), due: 0 };
    events.set(delayId, event);
    if (bend.announces === true)
      server.emit(roomId, { type: asked['type'], sender: event.owner, content } as JsonRecord);
    start(delayId, event);
    return [200, { delay_id: delayId }];
  }

  function act(request: Request, delayId: string, action: JsonValue | undefined): ScriptedAnswer {
    const isOpen = isDraft || (isSynapse && form !== 'w0');
    if (!isOpen && request.token === undefined) return refusal(401, 'M_MISSING_TOKEN');
    if (age >= 2 && request.token?.startsWith('secret-of-') === false) return refusal(401, 'M_UNKNOWN_TOKEN');
    const event = events.get(delayId);
    if (event === undefined) return refusal(404, 'M_NOT_FOUND');
    if (!isOpen && event.owner !== ScriptedServer.userOf(request)) return refusal(404, 'M_NOT_FOUND');
    if (event.outcome !== undefined) {
      const agrees = action === (event.outcome['event_id'] === undefined ? 'cancel' : 'send');
      return agrees ? [200, {}] : refusal(409, 'M_UNKNOWN');
    }
    if (action === 'send') send(delayId, event);
    else if (action === 'cancel') finish(delayId, {});
    else if (action === 'restart') start(delayId, event);
    else return refusal(404, 'M_UNRECOGNIZED');
    return [200, {}];
  }

  function lookup(request: Request, delayId: string): ScriptedAnswer {
    const event = events.get(delayId);
    if (event === undefined || event.owner !== ScriptedServer.userOf(request)) return refusal(404, 'M_NOT_FOUND');
    const { entry, outcome } = event;
    if (isDraft) return [200, { ...drafted(entry), ...outcome }];
    if (!form.startsWith('july')) return [200, { ...entry, ...(outcome === undefined ? {} : { finalised: outcome }) }];
    const { delayed_since_ts: since, ...others } = entry;
    return [200, { ...others, scheduled_at: since, ...outcome }];
  }

  function answer(request: Request): ScriptedAnswer | undefined {
    const { method, path, query, body } = request;
    const below = (prefix: string): string[] | undefined =>
      path.startsWith(`${prefix}/`)
        ? path
            .slice(prefix.length + 1)
            .split('/')
            .map(decodeURIComponent)
        : undefined;
    if (path.endsWith('/versions')) return [200, { unstable_features: { 'org.matrix.msc4140': true } }];
    if (path.endsWith('/capabilities')) {
      const name = isStable ? 'm.delayed_events' : 'org.matrix.msc4140.delayed_events';
      const told = Number.isFinite(maximum) ? { max_delay_ms: maximum, max_scheduled: 100 } : {};
      return [200, { capabilities: isDraft || (isSynapse && age < 3) ? {} : { [name]: told } }];
    }
    const [rooms, management] = prefixes.map((prefix) => below(prefix));
    if (rooms?.[0] === 'rooms' && rooms[2] === 'delayed_event') {
      if (isSynapse && form !== 'w5') return unrecognized;
      const { delay, delay_ms: _unknown, ...others } = body;
      const said = isDraft ? { ...others, ...(delay === undefined ? {} : { delay_ms: delay }) } : body;
      return schedule(request, rooms[1] ?? '', { type: rooms[3] ?? '', ...said });
    }
    if (management?.[0] === 'delayed_events') {
      const [, delayId = '', action] = management;
      if (delayId === '') {
        const waiting = [...events.values()].filter(({ outcome }) => outcome === undefined).map(({ entry }) => entry);
        if (form === 'p-2026-01') return [200, { scheduled: waiting.map(drafted), finalised: [] }];
        return [200, { delayed_events: isDraft ? waiting.map(drafted) : waiting }];
      }
      if (method === 'GET')
        return form === 'p-2026-01' || (isSynapse && age < 4)
          ? refusal(405, 'M_UNRECOGNIZED')
          : lookup(request, delayId);
      if (action !== undefined) return form === 'w0' ? unrecognized : act(request, delayId, action);
      return isSynapse ? act(request, delayId, body['action']) : refusal(405, 'M_UNRECOGNIZED');
    }
    const delay = query.get('org.matrix.msc4140.delay');
    const sending = below('/_matrix/client/v3');
    if (isSynapse && delay !== null && sending?.[0] === 'rooms') {
      const [, roomId = '', kind, type = '', key = ''] = sending;
      const isState = kind === 'state' ? { state_key: key } : {};
      return schedule(request, roomId, { type, content: body, delay_ms: Number(delay), ...isState });
    }
    if (method === 'GET' && sending?.[0] === 'rooms' && sending[2] === 'state') {
      const [, roomId, , type, key = ''] = sending;
      const content = state.get(JSON.stringify([roomId, type, key]));
      if (isRecord(content)) return [200, content];
    }
    return path.includes('delayed_event') ? unrecognized : undefined;
  }

  const server = new ScriptedServer(async (request) => (await bend.script?.(request)) ?? answer(request));
  return server;
}
