import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { MAX_HEADERS_LENGTH, MAX_URL_LENGTH } from './request-limits.js';

/** Where a homeserver listens. */
export interface Where {
  /** A free port by default. */
  readonly port?: number;
  /** 127.0.0.1 by default: a test server is nobody else's business. */
  readonly host?: string;
}

/** A homeserver that listens. */
export interface Listening {
  /** Where clients reach it, without a slash at the end. */
  readonly url: string;
  /** Closes every connection, also those that wait for an answer. */
  close(): Promise<void>;
}

/** How long idle connections stay open: longer than clients and proxies leave between two requests. */
const KEEP_ALIVE_MS = 65_000;

/** Lets an app, or whatever else answers requests, do so on a port. */
export function listen(app: RequestListener, { port = 0, host = '127.0.0.1' }: Where): Promise<Listening> {
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      // They bound how long a request takes to arrive, not how long its answer may take: long polls are safe.
      headersTimeout: 60_000,
      requestTimeout: 60_000,
      // A little more than the app allows, so that it is the app which refuses, in Matrix's form.
      maxHeaderSize: MAX_URL_LENGTH + MAX_HEADERS_LENGTH + 16_384,
    },
    app,
  );
  server.on('clientError', refuse);

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ url: urlOf(server), close: () => close(server) });
    });
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Answers what is not even HTTP, which never reaches the app. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  // More of what has been refused already.
  if (socket.writableEnded) return;
  if (!socket.writable || socket.bytesWritten > 0 || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  // What the client still sends is read and thrown away: closing over unread bytes would take our answer from it.
  socket.resume();
  socket.setTimeout(1_000, () => socket.destroy());
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify({
    errcode: status === 431 ? 'M_TOO_LARGE' : 'M_UNKNOWN',
    error: STATUS_CODES[status] ?? 'The request is malformed.',
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
