import { plural } from '../../../suites/kit/checks/conclusion.js';
import type { WireStanding } from '../document/revision-schema.js';

/** Where a server stands on its way to the accepted revision, in sentences. */
export function wireInWords({ headline, unjudged, expressible }: WireStanding): string {
  const standing = `This server ${headline}.`;
  if (unjudged.length === 0) return standing;
  return `${standing} Of those ${plural(expressible, 'requirement')} the run came to no judgement on ${unjudged.length}.`;
}
