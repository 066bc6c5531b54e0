import { z } from 'zod';

/** A change of the reference that Stryker has made, and what the suites said to it. */
export interface Mutant {
  /** Path from the project's root. */
  readonly file: string;
  /** The line on which the change begins, counted from 1. */
  readonly lineNumber: number;
  /** The text that was changed; of several lines the first, followed by ` …`. */
  readonly from: string;
  /** The text in its place, shortened likewise. */
  readonly to: string;
  /** Whether the reference so changed is no longer found conformant. */
  readonly isKilled: boolean;
}

const position = z.object({ line: z.number().int().positive(), column: z.number().int().positive() });

/** Stryker's report, as far as it matters here. */
const reportSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.string(),
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string(),
          location: z.object({ start: position, end: position }),
          status: z.enum(['Killed', 'Timeout', 'RuntimeError', 'Survived', 'NoCoverage']),
          testsCompleted: z.number().optional(),
        }),
      ),
    }),
  ),
});

/**
 * Reads the mutants from Stryker's report.
 *
 * A mutant is killed when the run of the suites is not green because of it: a check fails, too many cannot tell, the
 * server does not come to an end, or the suites cannot even be loaded, in which case no test was completed at all.
 *
 * @throws ZodError when it is no such report, or one of a run that was cut short
 */
export function readMutants(report: unknown): Mutant[] {
  return Object.entries(reportSchema.parse(report).files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ replacement, location: { start, end }, status, testsCompleted }) => ({
      file,
      lineNumber: start.line,
      from: firstLine(textBetween(lines, start, end)),
      to: firstLine(replacement),
      isKilled: status === 'Survived' ? testsCompleted === 0 : status !== 'NoCoverage',
    }));
  });
}

function textBetween(lines: readonly string[], start: z.infer<typeof position>, end: z.infer<typeof position>): string {
  const between = lines.slice(start.line - 1, end.line);
  const last = between.length - 1;
  between[last] = (between[last] ?? '').slice(0, end.column - 1);
  between[0] = (between[0] ?? '').slice(start.column - 1);
  return between.join('\n');
}

function firstLine(text: string): string {
  const [first = '', ...others] = text.split('\n');
  return others.length === 0 ? first : `${first} …`;
}
