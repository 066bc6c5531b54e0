import XMLBuilder from 'fast-xml-builder';

import { againIn } from '../again.js';
import type { CheckReport } from '../document/check-schema.js';
import type { Report } from '../document/report-schema.js';
import type { RevisionReport } from '../document/revision-schema.js';
import { evidenceLines } from './evidence-line.js';
import { failureFacts } from './finding-facts.js';
import { printable } from './printable.js';

/** How many lines of evidence stand in a failure. */
const MOST_EVIDENCE = 30;

/** An element: attributes begin with `@`, its text is under `#text`. */
type Element = { readonly [name: string]: string | number | Element | readonly Element[] };

/**
 * Renders a report as JUnit XML, for systems that show tests: a suite for each area, a case for each check. There is a
 * failure or an error in it exactly where the exit code is not 0.
 */
export function renderJunit(report: Report): string {
  const suites = [
    ...report.revisions.flatMap((revision) =>
      revision.areas
        .filter(({ name }) => revision.checks.some(({ area }) => area === name))
        .map(({ name }) => suiteOf(report, revision, name)),
    ),
    ...runSuite(report),
  ];
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({
    testsuites: {
      '@name': report.tool.name,
      ...countsOf(suites.flatMap(({ cases }) => cases)),
      '@time': seconds(report.durationMs),
      testsuite: suites.map(({ element }) => element),
    },
  })}`;
}

interface Suite {
  readonly cases: readonly Element[];
  readonly element: Element;
}

function suiteOf(report: Report, revision: RevisionReport, area: string): Suite {
  const checks = revision.checks.filter((check) => check.area === area);
  const title = revision.areas.find(({ name }) => name === area)?.title ?? area;
  const requirements = revision.requirements.filter((each) => each.area === area);
  const cases = checks.map((check) => caseOf(report, revision, check));
  return suite(`${revision.name}.${area}`, cases, checks, report, {
    title,
    revision: revision.name,
    ...Object.fromEntries(requirements.map(({ id, verdict }) => [id, verdict])),
  });
}

/** What went wrong with the run as a whole, where that ends it with an exit code of its own. */
function runSuite(report: Report): Suite[] {
  const { conclusion, reason } = report;
  if (conclusion !== 'could-not-judge' && conclusion !== 'stale-baseline') return [];
  const error = { '@type': conclusion, '@message': safe(reason) };
  const one = { '@classname': report.tool.name, '@name': 'the run as a whole', '@time': '0', error };
  return [suite('run', [one], [], report, {})];
}

function suite(
  name: string,
  cases: readonly Element[],
  checks: readonly CheckReport[],
  { target, tool, startedAt }: Report,
  properties: Readonly<Record<string, string>>,
): Suite {
  const all = {
    target: target.name,
    ...(target.software === undefined
      ? {}
      : { software: [target.software.name, target.software.version ?? ''].join(' ').trim() }),
    tool: `${tool.name} ${tool.version}`,
    ...properties,
  };
  return {
    cases,
    element: {
      '@name': name,
      ...countsOf(cases),
      '@time': seconds(checks.reduce((sum, { durationMs }) => sum + durationMs, 0)),
      '@timestamp': startedAt.replace(/\.\d+Z$/, ''),
      properties: propertiesOf(Object.entries(all)),
      testcase: cases,
    },
  };
}

function caseOf(report: Report, revision: RevisionReport, check: CheckReport): Element {
  const { id, title, area, durationMs, requirements, observations, warnings } = check;
  return {
    '@classname': `${revision.name}.${area}`,
    '@name': id,
    '@time': seconds(durationMs),
    properties: propertiesOf([
      ['title', title],
      ['requirements', requirements.join(' ')],
      ...observations.map(({ question, reading }): [string, string] => [`observed.${question}`, reading]),
      ...warnings.map(({ requirement, message }): [string, string] => [`warning.${requirement}`, message]),
    ]),
    ...outcomeOf(report, revision, check),
  };
}

function outcomeOf(report: Report, revision: RevisionReport, check: CheckReport): Element {
  const { verdict, message, expected, mistake } = check;
  if (mistake === true) return { error: { '@type': 'mistake', '@message': safe(message) } };
  if (expected !== undefined) return { skipped: { '@message': safe(`expected to fail: ${expected.reason}`) } };
  switch (verdict) {
    case 'fail':
      return { failure: failureOf(report, revision, check) };
    case 'inconclusive':
      return { skipped: { '@message': safe(`could not tell: ${message}`) } };
    case 'not-applicable':
      return { skipped: { '@message': safe(`not applicable: ${message}`) } };
    default:
      return {};
  }
}

function failureOf(report: Report, revision: RevisionReport, check: CheckReport): Element {
  const { id, wording, source, what, expected, seen, story } = failureFacts(check.broken ?? check.id, check, revision);
  const finding = revision.findings.find(({ witnesses }) => witnesses.includes(check.id));
  const lines = [
    `${id}: ${wording}`,
    ...(source === '' ? [] : [`(${source})`]),
    ...(what === undefined ? [] : [`When: ${what}`]),
    ...(expected === undefined ? [] : [`Expected: ${expected}`]),
    `Seen: ${seen}`,
    ...story,
    ...evidenceLines(check, MOST_EVIDENCE),
    ...(finding === undefined || finding.requirement === id ? [] : [`It may follow from ${finding.requirement}.`]),
    `Again: ${againIn(report, check)}`,
  ];
  const message = expected === undefined ? seen : `expected ${expected}, seen ${seen}`;
  return { '@type': id, '@message': safe(`${id}: ${message}`), '#text': safe(lines.join('\n')) };
}

function propertiesOf(entries: readonly (readonly [string, string])[]): Element {
  return { property: entries.map(([name, value]) => ({ '@name': safe(name), '@value': safe(value) })) };
}

function countsOf(cases: readonly Element[]): Element {
  const having = (name: string): number => cases.filter((each) => Object.hasOwn(each, name)).length;
  return {
    '@tests': cases.length,
    '@failures': having('failure'),
    '@errors': having('error'),
    '@skipped': having('skipped'),
  };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

/** Text with nothing in it that XML does not know. */
function safe(text: string): string {
  return printable(text);
}
