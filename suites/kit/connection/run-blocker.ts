import { Inconclusive } from '../checks/verdict.js';

/** What stands in the way: each kind has its own mend. */
export type RunBlockerKind =
  | 'no-such-host'
  | 'nobody-listens'
  | 'no-network'
  | 'no-answer-in-time'
  | 'certificate-untrusted'
  | 'certificate-unfit'
  | 'not-tls'
  | 'tls-expected'
  | 'tls-version'
  | 'tls-refused'
  | 'client-certificate-wanted'
  | 'headers-too-long'
  | 'broken-connection'
  | 'gateway'
  | 'elsewhere'
  | 'not-matrix'
  | 'refused-by-server'
  | 'no-account'
  | 'accounts-limited'
  | 'token-refused'
  | 'ended';

/** Something that stands in the way of the whole run, until a person does something about it. */
export class RunBlocker extends Inconclusive {
  /**
   * @param kind - by which a command finds the advice to give
   * @param message - what is the matter, as a part of a sentence
   */
  constructor(
    readonly kind: RunBlockerKind,
    message: string,
  ) {
    super(message);
  }
}
