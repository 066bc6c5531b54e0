import { markdownTable } from '../render/markdown-table.js';
import { code, plain } from '../render/markdown-text.js';
import type { ComparedRevision, ComparedRun, Comparison } from './comparison.js';
import {
  CHANGES,
  STANDINGS,
  dateOf,
  namesInWords,
  numberOf,
  progressInWords,
  restInWords,
} from './comparison-in-words.js';

const SIGNS = {
  pass: '✅',
  warning: '⚠️',
  fail: '❌',
  inconclusive: '❔',
  'not-applicable': '➖',
  'not-run': ' ',
} as const;

/** Renders a comparison as Markdown: the runs, then what differs between them, by revision. */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { runs, revisions } = comparison;
  const progress = progressInWords(comparison);
  return `${[
    `## MSC4140: ${runs.length} runs compared`,
    markdownTable(
      ['Run', 'Server', 'When', 'Judged by', 'Conclusion', 'Speaks'],
      runs.map((run, index) => runRow(run, index, revisions)),
    ),
    ...(progress === '' ? [] : [`**From ${numberOf(0)} to ${numberOf(1)}: ${progress}.**`]),
    ...revisions.flatMap((revision) => sectionOf(revision, runs)),
  ].join('\n\n')}\n`;
}

function runRow(
  { name, target, software, startedAt, tool, conclusion, reason, isWhole }: ComparedRun,
  index: number,
  revisions: readonly ComparedRevision[],
): string[] {
  const forms = revisions.flatMap(({ name, forms: told }) => {
    const form = told[index];
    return form === undefined ? [] : [`${name}: ${plain(form)}`];
  });
  return [
    `${numberOf(index)}${name === undefined ? '' : ` ${plain(name)}`}`,
    [software, target].flatMap((each) => (each === undefined ? [] : [code(each)])).join(' '),
    dateOf(startedAt),
    `${plain(tool)}${isWhole ? '' : ', only a part of the suites'}`,
    `${conclusion.replaceAll('-', ' ')}: ${plain(reason)}`,
    forms.join('; '),
  ];
}

function sectionOf(revision: ComparedRevision, runs: readonly ComparedRun[]): string[] {
  const { name, requirements, questions, changes, failsNow, failsNoMore } = revision;
  const numbers = runs.map((_, index) => numberOf(index));
  const differing = requirements.filter(({ differs }) => differs);
  const readings = questions.filter(({ differs }) => differs);
  return [
    `### ${name}`,
    ...CHANGES.flatMap(([is, heading]) => {
      const here = changes.filter((change) => change.is === is);
      if (here.length === 0) return [];
      const lines = here.map(
        ({ id, before, after, wording }) =>
          `- **${id}**: ${STANDINGS[before].words} → ${STANDINGS[after].words}. ${plain(wording)}`,
      );
      return [`**${heading} (${here.length})**`, lines.join('\n')];
    }),
    ...(failsNow.length === 0 ? [] : [`Checks that fail now and did not: ${namesInWords(failsNow.map(code))}`]),
    ...(failsNoMore.length === 0 ? [] : [`Checks that fail no more: ${namesInWords(failsNoMore.map(code))}`]),
    ...(differing.length === 0
      ? []
      : [
          `**Requirements that differ (${differing.length})**`,
          markdownTable(
            ['Id', ...numbers, 'What it asks for'],
            differing.map(({ id, standings, wording }) => [
              id,
              ...standings.map((standing) => `${SIGNS[standing]} ${STANDINGS[standing].words}`),
              plain(wording),
            ]),
          ),
        ]),
    ...(readings.length === 0
      ? []
      : [
          `**Readings that differ (${readings.length})**`,
          markdownTable(
            ['Id', ...numbers, 'Question'],
            readings.map(({ id, readings: observed, question }) => [
              id,
              ...observed.map((each) => each.map(code).join(', ') || 'not observed'),
              plain(question),
            ]),
          ),
        ]),
    `${plain(restInWords(revision))}.`,
  ];
}
