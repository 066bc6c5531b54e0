import type { WireFacts } from '../../kit/checks/revision.js';
import { accepted } from './accepted.js';
import type { Phrase, WireForm } from './wire-form.js';

/** A form held against the accepted one, for a report. */
export function wireFacts(form: WireForm): WireFacts {
  const lacking = Object.keys(form.lacks) as Phrase[];
  return {
    words: inWords(form),
    lacks: lacking.filter((phrase) => accepted.lacks[phrase] === undefined),
    cannot: { ...form.cannot },
    alters: { ...form.alters },
  };
}

function inWords({ name, spokenBy, lacks }: WireForm): string {
  // Forms that are called by a letter say nothing by their name alone.
  if (!/^[wp]/.test(name)) return spokenBy;
  const how = lacks['everything in one body'] === undefined ? 'endpoint of its own' : 'query parameter';
  return `${name.toUpperCase()} (${how}, ${spokenBy})`;
}
