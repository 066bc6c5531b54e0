import { z } from 'zod';

/** How a server speaks the `futures` revision, where the text leaves it open or its options matter to every check. */
export const futuresDialectSchema = z.object({
  /** What the paths begin with (Q-PREFIX), such as `/_matrix/client/v3`. */
  prefix: z.string(),
  /** The method that the token endpoint understands (Q-METHOD). */
  method: z.enum(['POST', 'PUT']),
  /** What `future_timeout` counts (Q-UNIT). */
  unit: z.enum(['ms', 's']),
  /** A timeout in milliseconds that the server accepts and that no check lives to see run out. */
  farTimeout: z.number().positive(),
});

export type FuturesDialect = z.infer<typeof futuresDialectSchema>;

/** Parts of a dialect that somebody has set. */
export const knownDialectSchema = futuresDialectSchema.partial().strict();

export type KnownDialect = z.infer<typeof knownDialectSchema>;

/** The dialect of the reference's default readings. */
export const DEFAULT_DIALECT: FuturesDialect = {
  prefix: '/_matrix/client/v3',
  method: 'POST',
  unit: 'ms',
  farTimeout: 3_600_000,
};

/** Where servers have been known, or can be expected, to put the endpoints (Q-PREFIX), the likeliest first. */
export const FUTURES_PREFIXES: readonly string[] = [
  '/_matrix/client/v3',
  '/_matrix/client/unstable/io.element',
  '/_matrix/client/unstable/io.element.msc4140',
  '/_matrix/client/unstable/io.element.msc3140',
  '/_matrix/client/unstable/org.matrix.msc4140',
  '/_matrix/client/unstable',
  '/_matrix/client/v1',
];
