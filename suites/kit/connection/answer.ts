import { type JsonRecord, type JsonValue, isRecord } from '../rooms/matrix-json.js';
import type { Span } from '../time/time-window.js';
import { type WholeBody, readBody } from './read-body.js';
import type { HttpAnswer } from './transport.js';

/** An answer of the server, read as Matrix means it. */
export class Answer implements Span {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The body read as JSON; `undefined` when it is none. */
  readonly json: JsonValue | undefined;
  /** What the body was, where it is too huge to be kept as a whole; see {@link readBody}. */
  readonly whole: WholeBody | undefined;
  /**
   * Who seems to have answered: the homeserver; something in front of it, for certain; or somebody unlike the homeserver,
   * with a text for people that comes every time.
   */
  readonly origin: 'homeserver' | 'front' | 'unlike';

  constructor(answer: HttpAnswer, span: Span, origin: Answer['origin'] = 'homeserver') {
    this.status = answer.status;
    this.headers = answer.headers;
    const body = answer instanceof Answer ? answer : readBody(answer.text);
    this.text = body.text;
    this.json = body.json;
    this.whole = body.whole;
    this.sentAt = span.sentAt;
    this.answeredAt = span.answeredAt;
    this.origin = origin;
  }

  /** The body where it is a JSON object, else an empty object. */
  get body(): JsonRecord {
    return isRecord(this.json) ? this.json : {};
  }

  /** Whether the status is 200. */
  get ok(): boolean {
    return this.status === 200;
  }

  /** Whether the status is one of 400 to 499. */
  get refused(): boolean {
    return this.status >= 400 && this.status < 500;
  }

  /** Whether something in front of the homeserver says that it cannot reach it, as a proxy does. */
  get fromGateway(): boolean {
    return isGatewayStatus(this.status) && this.errcode === undefined;
  }

  /** Matrix's error code, where the body has one: an empty text is none. */
  get errcode(): string | undefined {
    const code = this.body['errcode'];
    return typeof code === 'string' && code !== '' ? code : undefined;
  }

  /** Whether the server says that it has no such endpoint, rather than no such thing. */
  get unrecognised(): boolean {
    // Before Matrix 1.6 the code came with other statuses, too.
    if (this.status === 405 || (this.refused && this.errcode === 'M_UNRECOGNIZED')) return true;
    return this.status === 404 && this.errcode === undefined;
  }

  /** The same answer to a request that was sent for the first time at the given moment. */
  since(sentAt: number): Answer {
    return sentAt === this.sentAt ? this : new Answer(this, { sentAt, answeredAt: this.answeredAt }, this.origin);
  }

  /** The same answer, from somebody else as it seems. */
  from(origin: Answer['origin']): Answer {
    return origin === this.origin ? this : new Answer(this, this, origin);
  }

  /** A string field of the body, where it has one. */
  string(field: string): string | undefined {
    const value = Object.hasOwn(this.body, field) ? this.body[field] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  /** Status and body in one line, for messages. */
  toString(): string {
    const line = this.text.trim().replaceAll(LINE_BREAKS, ' ');
    const text = line.length > LONGEST_SHOWN ? `${beginningOf(line)}…` : line;
    return `${this.status}${text === '' ? '' : ` ${text}`}`;
  }
}

/** Whether by this status a proxy, or the edge of a cloud, says that it cannot reach the server behind it. */
export function isGatewayStatus(status: number): boolean {
  return (status >= 502 && status <= 504) || (status >= 520 && status <= 530);
}

/** Where a text goes on in another line, as pages and JSON that is set out for people do. */
const LINE_BREAKS = /[^\S\n\r\u2028\u2029]*[\n\r\u2028\u2029]\s*/g;

/** How much of an answer is shown in a sentence, in characters. */
const LONGEST_SHOWN = 300;

/** The beginning of a text, up to a whole word: half a token would not be known for a secret, and not be masked. */
function beginningOf(text: string): string {
  return text.slice(0, LONGEST_SHOWN).replace(/[^\s"'{}[\],:]*$/, '');
}
