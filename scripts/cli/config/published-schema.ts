import { z } from 'zod';

/** A schema as JSON Schema, for editors: what they offer and underline while somebody writes a file. */
export function publishedSchema(schema: z.ZodType, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
