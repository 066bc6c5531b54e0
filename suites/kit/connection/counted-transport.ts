import type { Transport } from './transport.js';

/** A transport that counts what is sent. */
export interface CountedTransport extends Transport {
  /** How many requests have been sent so far, whoever sent them. */
  readonly sent: number;
}

/** Counts the requests that go by a transport. */
export function countedTransport(transport: Transport): CountedTransport {
  let sent = 0;
  return {
    get sent() {
      return sent;
    },
    send(request, signal) {
      sent += 1;
      return transport.send(request, signal);
    },
    close: () => transport.close(),
  };
}
