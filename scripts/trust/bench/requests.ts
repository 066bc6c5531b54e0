import { createHomeserver } from '../../../reference/homeserver.js';

/** How many requests are measured. */
const COUNT = 3_000;

/** Asks an embedded server for its versions again and again; requests per second. */
export async function benchRequests(): Promise<number> {
  const server = createHomeserver();
  const startedAt = performance.now();
  for (let asked = 0; asked < COUNT; asked += 1) {
    const response = await server.handle(new Request('http://localhost/_matrix/client/versions'));
    await response.text();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  server.close();
  return COUNT / seconds;
}
