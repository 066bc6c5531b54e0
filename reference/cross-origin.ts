/** What is answered: a browser's question whether it may ask, a request that was carried out, or one that was not. */
export type AnswerKind = 'preflight' | 'success' | 'refusal';

/** Header fields by name. */
export type CrossOriginHeaders = Readonly<Record<string, string>>;

/** An answer that gets the headers by which web pages may read it. */
export interface CrossOriginAnswer {
  /** The path of the request. */
  readonly path: string;
  readonly kind: AnswerKind;
  /** The status of a refusal; 500 where something went wrong. */
  readonly status?: number;
  /** The headers that such answers have everywhere in the API. */
  readonly usual: CrossOriginHeaders;
}

/** Tells the headers of an answer. */
export type CrossOriginPolicy = (answer: CrossOriginAnswer) => CrossOriginHeaders;
