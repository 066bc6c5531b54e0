import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import { type Script, ScriptedServer } from '../../kit/connection/server.testkit.js';

/** Answers instead of the server, or lets it. */
export type Bending = (request: Parameters<Script>[0], server: ScriptedServer) => ReturnType<Script>;

/** What is not as it should be, or as it is elsewhere, on the server of {@link futuresServer}. */
export interface Bend {
  readonly prefix?: string;
  readonly method?: 'POST' | 'PUT';
  readonly unit?: 's';
  /** The longest timeout that is accepted, in its own unit. */
  readonly maximum?: number;
  /** How much later than asked for an event is sent, in milliseconds; never, where it is infinite. */
  readonly late?: number;
  /** How long it is from one run to the next of the job that sends what is due, in milliseconds; there is none, unless given. */
  readonly turn?: number;
  /** The type of events that are never sent, whatever becomes of others. */
  readonly loses?: string;
  /** An event that enters the room whenever a future is scheduled: its own, or another. */
  readonly announces?: 'itself' | 'another';
  /** Whether all futures have the same cancel token. */
  readonly repeatsTokens?: true;
  /** Whether cancelling is answered and not done. */
  readonly cancelsNothing?: true;
  /** Whether it has a listing of what waits. */
  readonly lists?: true;
  /** What is left out of the answer to scheduling. */
  readonly without?: string;
  readonly script?: Bending;
}

/**
 * The least server with futures that the unit tests of their vocabulary can work with: it takes message futures and
 * sends each once, after its timeout or when its send token is called.
 */
export function futuresServer(bend: Bend = {}): ScriptedServer {
  const { prefix = '/_matrix/client/v3', method, maximum = Number.POSITIVE_INFINITY, late = 0, turn = 1 } = bend;
  const actions = new Map<string, () => void>();
  const listed = new Map<string, JsonRecord>();
  let made = 0;

  function schedule(url: string, roomId: string, event: JsonRecord, timeout: number): JsonRecord {
    made += 1;
    const [sendToken, cancelToken] = [`send-token-${made}`, `cancel-token-${bend.repeatsTokens === true ? 1 : made}`];
    if (bend.announces === 'itself') server.emit(roomId, event);
    if (bend.announces === 'another') server.emit(roomId, { type: 'org.example.scheduled' });
    const end = (): void => {
      listed.delete(sendToken);
      actions.delete(sendToken);
      actions.delete(cancelToken);
    };
    const send = (): void => {
      if (!actions.has(sendToken)) return;
      end();
      server.emit(roomId, event);
    };
    actions.set(sendToken, send);
    actions.set(cancelToken, bend.cancelsNothing === true ? () => undefined : end);
    const at = server.clock.now() + timeout * (bend.unit === 's' ? 1_000 : 1) + late;
    if (Number.isFinite(at) && event['type'] !== bend.loses) server.at(Math.ceil(at / turn) * turn, send);
    const answer = {
      send_token: sendToken,
      cancel_token: cancelToken,
      refresh_token: `refresh-token-${made}`,
      future_group_id: `group-${made}`,
    };
    const response = Object.fromEntries(Object.entries(answer).filter(([field]) => field !== bend.without));
    listed.set(sendToken, { url, body: event['content'] ?? {}, response });
    return response;
  }

  const server = new ScriptedServer(async (request) => {
    const bent = await bend.script?.(request, server);
    if (bent !== undefined) return bent;
    if (!request.path.startsWith(`${prefix}/`)) {
      return request.path.includes('future') ? [404, { errcode: 'M_UNRECOGNIZED', error: 'no endpoint' }] : undefined;
    }
    const [first, second = '', action, type = ''] = request.path
      .slice(prefix.length + 1)
      .split('/')
      .map(decodeURIComponent);
    if (first === 'futures' && second === '' && bend.lists === true) return [200, [...listed.values()]];
    if (first === 'futures' && second !== '') {
      if (method !== undefined && request.method !== method) return [405, { errcode: 'M_UNRECOGNIZED', error: 'no' }];
      const act = actions.get(second);
      act?.();
      return act === undefined ? [404, { errcode: 'M_NOT_FOUND', error: 'unknown' }] : [200, {}];
    }
    if (action !== 'send_future') return undefined;
    const timeout = Number(request.query.get('future_timeout'));
    if (timeout > maximum) return [400, { errcode: 'M_INVALID_PARAM', error: `at most ${maximum}` }];
    const event = { type, content: request.body, sender: ScriptedServer.userOf(request) };
    return [200, schedule(`${request.path}?${request.query}`, second, event, timeout)];
  });
  return server;
}
