/** Any value that JSON can express. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object, such as the content of an event. */
export interface JsonObject {
  readonly [key: string]: Json;
}
