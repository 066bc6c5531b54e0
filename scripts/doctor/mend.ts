import type { RunBlockerKind } from '../../suites/kit/connection/run-blocker.js';
import { variableOf } from '../cli/config/environment.js';

const MENDS: Readonly<Record<RunBlockerKind, string>> = {
  'no-such-host': 'Check the host name in --target.',
  'nobody-listens': 'Nothing listens there: check host and port in --target, and whether the server is running.',
  'no-network': 'Check the network between this machine and the server.',
  'no-answer-in-time': 'Check host and port in --target, and whether a firewall drops what is sent there.',
  'certificate-untrusted':
    'If the server has a certificate of your own authority, name that authority with --ca FILE (PEM).',
  'certificate-unfit': "Check the host name in --target, and renew the server's certificate where it has expired.",
  'not-tls': 'The port does not speak TLS: try http:// instead of https:// in --target.',
  'tls-expected': 'The port does not speak plain HTTP: try https:// instead of http:// in --target.',
  'tls-version':
    'The server speaks only versions of TLS that Node refuses by now: offer TLS 1.2 or newer, or start with NODE_OPTIONS=--tls-min-v1.0.',
  'tls-refused':
    'The server ends the TLS handshake: it may want a client certificate, or a version or a cipher that Node does not offer.',
  'client-certificate-wanted':
    'The server wants a client certificate, which the suites cannot show: give --target an address that asks for none.',
  'headers-too-long':
    'An answer carries more headers than Node takes (16 KiB): have something in front of the server send less of them, or start with NODE_OPTIONS=--max-http-header-size=65536.',
  'broken-connection': 'Check host, port and scheme in --target, and whatever stands between here and the server.',
  gateway: 'Check whether the homeserver behind the proxy is running.',
  elsewhere: 'Give that URL as --target.',
  'not-matrix':
    'Give --target the URL of the homeserver itself, up to the part before /_matrix; its name in user ids may be another one.',
  'refused-by-server':
    'Check whether something in front of the server wants a header of its own: see --header, or headers in the configuration file.',
  'no-account':
    `Give access tokens of existing accounts, in ${variableOf('tokens')} or with --tokens-file FILE (one a line); ` +
    `or what registration asks for, in ${variableOf('registration-token')} or ${variableOf('shared-secret')}; ` +
    `or users with passwords, in ${variableOf('credentials-file')}.`,
  'accounts-limited':
    `Wait until the server's limit on new accounts is over, or wait longer with --limit-wait; ` +
    `or give access tokens of existing accounts, in ${variableOf('tokens')} or with --tokens-file FILE (one a line).`,
  'token-refused': `Check whether it has been logged out or belongs to another server; tokens come from ${variableOf('tokens')} or --tokens-file.`,
  ended: 'Run it again.',
};

/** What a person can do about an obstacle, as a sentence. */
export function mendFor(kind: RunBlockerKind): string {
  return MENDS[kind];
}
