import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { supertestTransport } from './supertest-transport.js';
import { type HttpRequest, type Transport, TransportFailure } from './transport.js';

/** What the server of a test does with the bytes of a request that has come in whole. */
let behave: (socket: Socket, request: string) => void;
let server: Server;
let transport: Transport;
let requests: string[];
let connections: number;

beforeEach(async () => {
  requests = [];
  connections = 0;
  server = createServer((socket) => {
    connections += 1;
    let received = '';
    // Clients of these tests may go away at any time.
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      const [head, body] = received.split(/\r\n\r\n(.*)/s);
      const expected = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1] ?? 0);
      if (body === undefined || body.length < expected) return;
      requests.push(received);
      const whole = received;
      received = '';
      behave(socket, whole);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  transport = supertestTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterEach(() => {
  transport.close();
  server.close();
});

function answer(status: string, body = '', headers = ''): (socket: Socket) => void {
  const head = `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`;
  return (socket) => void socket.write(head + body);
}

const get = (path: string): HttpRequest => ({ method: 'GET', path, headers: {} });
const post = (path: string, body: HttpRequest['body'] = '{}'): HttpRequest => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  ...(body === undefined ? {} : { body }),
});

test.each(['/a?b=%2F%20+c&d=%3d', '/a/%2e%2e/../b//c', '/_matrix/%zz', '/a?b?c=&d'])(
  'the path goes out as it was given: %s',
  async (path) => {
    behave = answer('200 OK');
    await transport.send(get(path));
    expect(requests[0]?.split('\r\n')[0]).toBe(`GET ${path} HTTP/1.1`);
  },
);

test.each([
  ['text', '{"a": 1 ,\n"b":"ü"}', '{"a": 1 ,\n"b":"ü"}'],
  ['what is no JSON', '{"a":', '{"a":'],
  ['bytes that are no text', new Uint8Array([0x7b, 0xff, 0x00, 0x7d]), '{\u00ff\u0000}'],
])('a body goes out as it was given: %s', async (_, body, latin) => {
  behave = answer('200 OK');
  await transport.send(post('/x', body));
  const sent = requests[0]?.split(/\r\n\r\n(.*)/s)[1] ?? '';
  const text = typeof body === 'string' ? Buffer.from(sent, 'latin1').toString('utf8') : sent;
  expect(text).toBe(latin);
});

test('headers of the connection go out beside those of a request, which win', async () => {
  behave = answer('200 OK');
  const { port } = server.address() as AddressInfo;
  const other = supertestTransport(`http://127.0.0.1:${port}`, {
    headers: { 'x-team': 'a', authorization: 'Basic x' },
  });
  await other.send({ ...get('/x'), headers: { authorization: 'Bearer mine' } });
  other.close();
  expect(requests[0]).toMatch(/^x-team: a\r$/im);
  expect(requests[0]).toMatch(/^authorization: Bearer mine\r$/im);
  expect(requests[0]).not.toContain('Basic');
});

test.each([
  ['200 OK', 200],
  ['302 Found', 302],
  ['404 Not Found', 404],
  ['429 Too Many Requests', 429],
  ['500 Oops', 500],
  ['599 ', 599],
])('%s is an answer like any other', async (status, code) => {
  behave = answer(status, '{"a":1}', 'location: /elsewhere\r\n');
  expect(await transport.send(get('/x'))).toMatchObject({ status: code, text: '{"a":1}' });
  expect(requests).toHaveLength(1);
});

test.each(['application/json', 'text/html', 'application/octet-stream', 'image/png', 'nonsense'])(
  'a body is text, whatever it says to be: %s',
  async (type) => {
    behave = answer('200 OK', '{"a":', `content-type: ${type}\r\n`);
    expect((await transport.send(get('/x'))).text).toBe('{"a":');
  },
);

test('a letter that comes in two pieces stays one', async () => {
  behave = (socket) => {
    const [letter] = [Buffer.from('ü')];
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n');
    socket.write(letter.subarray(0, 1), () => socket.write(letter.subarray(1)));
  };
  expect((await transport.send(get('/x'))).text).toBe('ü');
});

test('connections are kept open', async () => {
  behave = answer('200 OK');
  for (let count = 0; count < 5; count += 1) await transport.send(post('/x'));
  expect(connections).toBe(1);
});

test('an answer that never ends is no answer, and is not kept', async () => {
  behave = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const chunk = `100000\r\n${'x'.repeat(0x10_00_00)}\r\n`;
    // Where a write fails, the socket is not destroyed yet, and what is written then fails at once, for ever.
    const goOn = (error?: Error | null): void => {
      if (!error && !socket.destroyed) socket.write(chunk, goOn);
    };
    goOn();
  };
  await expect(transport.send(get('/x'))).rejects.toThrow(
    'the answer is larger than 8 MiB, and was not read to its end',
  );
});

test.each([
  ['reset before an answer', (socket: Socket): void => void socket.destroy()],
  [
    'cut in the middle of a body',
    (socket: Socket): void => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a"'),
  ],
  [
    'cut in the middle of a chunk',
    (socket: Socket): void => void socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a"'),
  ],
  ['no HTTP at all', (socket: Socket): void => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
])('an answer that is %s is no answer, and the request is not sent again', async (_, broken) => {
  behave = broken;
  await expect(transport.send(post('/futures/token'))).rejects.toBeInstanceOf(TransportFailure);
  expect(requests).toHaveLength(1);
});

test('where nobody listens that is said, with the code', async () => {
  server.close();
  await once(server, 'close');
  const failure = await transport.send(get('/x')).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TransportFailure);
  expect(failure).toMatchObject({ code: 'ECONNREFUSED' });
  expect(String(failure)).toContain('refused');
});

test('a request can be called off while it waits', async () => {
  const stop = new AbortController();
  behave = () => stop.abort();
  await expect(transport.send(get('/sync'), stop.signal)).rejects.toThrow('called off');
});

test('a request that was called off before it began is not sent', async () => {
  behave = answer('200 OK');
  await expect(transport.send(get('/sync'), AbortSignal.abort())).rejects.toBeInstanceOf(TransportFailure);
  expect(requests).toEqual([]);
});

test('an answer that does not come in time is said to be late', async () => {
  behave = () => undefined;
  const failure = await transport.send(get('/x'), AbortSignal.timeout(1)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: 'no answer came in time', code: 'ETIMEDOUT' });
});

test('nothing of a signal is kept when the answer is there', async () => {
  behave = answer('200 OK');
  const stop = new AbortController();
  const added: string[] = [];
  const { signal } = stop;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (type: string, ...rest: [EventListener]) => {
    added.push(type);
    add(type, ...rest);
  };
  signal.removeEventListener = (type: string, ...rest: [EventListener]) => {
    added.pop();
    remove(type, ...rest);
  };
  await transport.send(get('/x'), signal);
  expect(added).toEqual([]);
});
