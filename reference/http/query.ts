import type { Request } from 'express';

import type { JsonObject } from '../matrix/json.js';
import { MatrixError } from '../matrix/matrix-error.js';
import { isNestedTooDeep } from './json-nesting.js';

/** The query parameters of a request. */
export class Query {
  readonly #request: Request;
  #known: Record<string, unknown> | undefined;

  constructor(request: Request) {
    this.#request = request;
  }

  /** A parameter as text; the first one when it is given several times. */
  text(name: string): string | undefined {
    const value = this.#parameters[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  }

  /** Every occurrence of a parameter. */
  texts(name: string): string[] {
    const value = this.#parameters[name];
    return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
  }

  /**
   * A parameter as a whole number, not negative.
   *
   * @throws MatrixError 400 `M_INVALID_PARAM` when it is something else
   */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,16}$/.test(text)) throw invalid(`${name} has to be a whole number that is not negative.`);
    return Number(text);
  }

  /**
   * A parameter as `true` or `false`.
   *
   * @throws MatrixError 400 `M_INVALID_PARAM` when it is something else
   */
  flag(name: string): boolean {
    const text = this.text(name) ?? 'false';
    if (text !== 'true' && text !== 'false') throw invalid(`${name} has to be true or false.`);
    return text === 'true';
  }

  /**
   * A parameter that holds a JSON object.
   *
   * @throws MatrixError 400 `M_INVALID_PARAM` when it is something else
   */
  json(name: string): JsonObject | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (isNestedTooDeep(Buffer.from(text))) throw invalid(`${name} is nested too deep.`);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw invalid(`${name} has to be JSON.`);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw invalid(`${name} has to be a JSON object.`);
    return value as JsonObject;
  }

  /** Read at the first look, and only once: Express would do so at every look. */
  get #parameters(): Record<string, unknown> {
    return (this.#known ??= this.#request.query);
  }
}

function invalid(message: string): MatrixError {
  return new MatrixError(400, 'M_INVALID_PARAM', message);
}
