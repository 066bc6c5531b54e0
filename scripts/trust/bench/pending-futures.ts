import { createHomeserver } from '../../../reference/homeserver.js';
import { virtualClock } from '../../../reference/time/virtual-clock.js';

/** How many futures wait for the same moment. */
const COUNT = 20_000;

/** How long they wait, in milliseconds of virtual time. */
const TIMEOUT_MS = 60_000;

/** Schedules many futures over HTTP and lets their time come; milliseconds. */
export async function benchPendingFutures(): Promise<number> {
  const clock = virtualClock();
  const server = createHomeserver({ clock });
  const ask = async (
    method: string,
    path: string,
    token: string | undefined,
    body: unknown,
  ): Promise<Record<string, string>> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const request = new Request(`http://localhost/_matrix/client/v3${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    return (await (await server.handle(request)).json()) as Record<string, string>;
  };
  const { access_token: token } = await ask('POST', '/register', undefined, {
    username: 'alice',
    password: 'a long enough password',
    auth: { type: 'm.login.dummy' },
  });
  const { room_id: room = '' } = await ask('POST', '/createRoom', token, {});
  const startedAt = performance.now();
  for (let made = 0; made < COUNT; made += 1) {
    const path = `/rooms/${encodeURIComponent(room)}/send_future/m.room.message/${made}?future_timeout=${TIMEOUT_MS}`;
    await ask('PUT', path, token, { msgtype: 'm.text', body: String(made) });
  }
  clock.advanceTo(clock.now() + TIMEOUT_MS);
  const took = performance.now() - startedAt;
  server.close();
  return took;
}
