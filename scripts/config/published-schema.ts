import { z } from 'zod';

/** A schema as JSON Schema, for editors: what they offer and underline while somebody writes a file. */
export function publishedSchema(schema: z.ZodType, title: string, name: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const id = `https://raw.githubusercontent.com/futures-conformance/futures-conformance/main/docs/${name}`;
  return `${JSON.stringify({ $schema, $id: id, title, ...rest }, null, 2)}\n`;
}
