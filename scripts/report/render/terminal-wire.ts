import type { RevisionReport, WireStanding } from '../document/revision-schema.js';
import { printable } from './printable.js';
import type { TerminalPage } from './terminal-page.js';
import { wireInWords } from './wire-in-words.js';
import { wireLimits } from './wire-limits.js';

/**
 * Tells where the server stands on its way to the accepted revision.
 *
 * @param verbose - tell why its form cannot express what it cannot, too
 */
export function renderWire(page: TerminalPage, { wire }: RevisionReport, verbose: boolean): void {
  if (wire === undefined) return;
  if (verbose) renderLimits(page, wire);
  page.paragraph(printable(wireInWords(wire)));
}

function renderLimits(page: TerminalPage, wire: WireStanding): void {
  const limits = wireLimits(wire);
  if (limits.length > 0) page.gap().heading('What the form that it speaks cannot express, or says otherwise');
  for (const { reason, ids } of limits) page.paragraph(`${ids.join(', ')}: ${printable(reason)}`, 4, '  –');
}
