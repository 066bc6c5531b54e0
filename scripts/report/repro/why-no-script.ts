import type { ReproStory } from './repro-story.js';

/** Why no script can do once more what happened, as a part of a sentence; `undefined` where one may. */
export function whyNoScript({ evidence, symptom }: ReproStory): string | undefined {
  const exchanges = evidence.filter((entry) => entry.kind === 'exchange');
  if (exchanges.length === 0) return 'no request was made';
  if (symptom === 'late') return 'no script can tell how late an event comes';
  if (exchanges.some(({ path }) => /\/(login|register)(\?|$)/.test(path))) return 'it takes accounts of its own';
  if (exchanges.some(({ by }) => by === 'application service')) return 'it takes an application service';
  if (
    exchanges.some(({ requestBody, requestCut }) => requestCut !== undefined || /^\d+ bytes$/.test(requestBody ?? ''))
  ) {
    return 'a body was sent that the report does not keep as a whole';
  }
  const notes = evidence.flatMap((entry) => (entry.kind === 'note' ? [entry.text] : []));
  if (notes.some((text) => text.startsWith('the server was restarted'))) return 'the server is restarted in it';
  if (notes.some((text) => text.endsWith('were left out') || text.startsWith('what happened was left out'))) {
    return 'the report does not keep all of it';
  }
  return undefined;
}
