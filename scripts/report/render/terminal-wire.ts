import type { RevisionReport } from '../document/revision-schema.js';
import { printable } from './printable.js';
import type { TerminalPage } from './terminal-page.js';

/** Tells where the server stands on its way to the accepted revision, and why its form cannot express what it cannot. */
export function renderWire(page: TerminalPage, { wire }: RevisionReport): void {
  if (wire === undefined) return;
  const byReason = new Map<string, string[]>();
  for (const [id, reason] of [...Object.entries(wire.cannot), ...Object.entries(wire.alters)]) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  if (byReason.size > 0) page.gap().heading('What the form that it speaks cannot express, or says otherwise');
  for (const [reason, ids] of byReason) page.paragraph(`${ids.join(', ')}: ${printable(reason)}`, 4, '  –');
  page.gap().paragraph(printable(`This server ${wire.headline}.`));
}
