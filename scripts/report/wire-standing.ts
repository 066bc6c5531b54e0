import type { WireFacts } from '../../suites/kit/checks/revision.js';
import type { RequirementReport, WireStanding } from './document/revision-schema.js';

/**
 * Where a server stands on its way to the accepted revision: what its form can express and it keeps, and what it still needs.
 *
 * @param requirements - what a whole run says of each requirement
 */
export function wireStanding(
  { words, lacks, cannot, alters }: WireFacts,
  requirements: readonly RequirementReport[],
): WireStanding {
  const expressible = requirements.filter(({ id }) => !Object.hasOwn(cannot, id));
  const idsWith = (...verdicts: readonly string[]): string[] =>
    expressible.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id);
  const standing = {
    form: words,
    expressible: expressible.length,
    kept: idsWith('pass').length,
    broken: idsWith('fail'),
    unjudged: idsWith('inconclusive', 'not-applicable'),
    lacks: [...lacks],
    cannot: { ...cannot },
    alters: { ...alters },
  };
  return { ...standing, headline: headlineOf(standing) };
}

function headlineOf({ form, expressible, kept, broken, lacks, alters }: Omit<WireStanding, 'headline'>): string {
  const counts = `conformant in ${kept} of the ${expressible} requirements that this form can express`;
  const altered = Object.keys(alters);
  const needs = [
    ...(lacks.length > 0 ? [lacks.join(', ')] : []),
    ...(altered.length > 0 ? [`the accepted form of ${altered.join(', ')}`] : []),
    ...(broken.length > 0 ? [`to mend ${broken.join(', ')}`] : []),
  ];
  return [
    `speaks ${form}`,
    counts,
    ...(needs.length === 0 ? [] : [`for the accepted revision it still needs: ${needs.join('; ')}`]),
  ].join('; ');
}
