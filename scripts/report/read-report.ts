import { type Report, REPORT_VERSION, reportSchema } from './document/report-schema.js';

/**
 * Reads a report that was stored.
 *
 * @returns the report, or what is in the way of reading it, as a part of a sentence
 */
export function readReport(text: string): Report | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
  if (typeof version !== 'number') return 'it says no version';
  if (version !== REPORT_VERSION)
    return `it is of version ${version}, and this command reads version ${REPORT_VERSION}`;
  const read = reportSchema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it does not have the form of a report'}`;
}
