import type { RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';
import type { TerminalPage } from './terminal-page.js';
import { unusualReadings } from './unusual-readings.js';

/** Where the meaning of a reading begins. */
const READING_COLUMN = 42;

/** Tells which open questions the server reads otherwise than is usual. */
export function renderUnusualReadings(page: TerminalPage, { questions }: RevisionReport): void {
  const answered = questions.filter(({ observed }) => observed.length > 0);
  const unusual = unusualReadings(questions);
  if (unusual.length === 0) return;
  const rest = answered.length - new Set(unusual.map(({ id }) => id)).size;
  page.line(`Readings that differ from the usual ones (${rest} do not):`, 2);
  for (const { id, reading, meaning, usual } of unusual) {
    const told = meaning === '' ? '' : `: ${meaning}`;
    page.paragraph(
      `${page.paint('cyan', printable(reading))}${told} ${page.paint('gray', `(usual is ${usual})`)}`,
      26,
      `    ${id}`,
    );
  }
}

/** Tells every reading that was observed, with its meaning, and what else was seen. */
export function renderEveryReading(page: TerminalPage, { questions, observations }: RevisionReport): void {
  const answered = questions.filter(({ observed }) => observed.length > 0);
  if (answered.length > 0) page.gap().heading('Open questions: the readings this server follows');
  for (const { id, observed, meanings } of answered) {
    for (const reading of observed) {
      const shown = printable(reading);
      const label = `  ${id.padEnd(22)}${page.paint('cyan', shown)}`;
      const meaning = Object.hasOwn(meanings, reading) ? (meanings[reading] ?? '') : '';
      page.paragraph(page.paint('gray', meaning), Math.max(READING_COLUMN, 26 + shown.length), label);
    }
  }
  const known = new Set(questions.map(({ id }) => id));
  const others = observations.filter(({ question }) => !known.has(question));
  if (others.length > 0) page.gap().heading('Also seen');
  for (const { question, reading } of others) page.paragraph(printable(reading), 24, `  ${question}`);
}
