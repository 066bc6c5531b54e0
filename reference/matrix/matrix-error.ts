import type { JsonObject } from './json.js';

/** A refusal in Matrix's own form: a status, and a body with `errcode` and `error`. */
export class MatrixError extends Error {
  /** The HTTP status, 400 to 499. */
  readonly status: number;
  /** Matrix's error code, such as `M_FORBIDDEN`. */
  readonly errcode: string;
  /** Further fields of the answer's body. */
  readonly fields: JsonObject;
  /** The headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errcode: string,
    message: string,
    fields: JsonObject = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'MatrixError';
    this.status = status;
    this.errcode = errcode;
    this.fields = fields;
    this.headers = headers;
  }

  /** The body of the answer. */
  toJSON(): JsonObject {
    return { errcode: this.errcode, error: this.message, ...this.fields };
  }
}
