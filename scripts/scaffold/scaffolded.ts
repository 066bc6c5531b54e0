import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

/** A requirement that somebody wants to add. */
export interface NewRequirement {
  readonly revision: string;
  readonly area: string;
  readonly id: string;
  /** What the check is called behind its area. */
  readonly check: string;
  /** The id of the faulty homeserver that breaks it. */
  readonly fault: string;
}

/** Why there is nothing to write to, as a sentence. */
export class NoPlace extends Error {}

/** What a revision calls its checks by. */
const CHECK_MAKERS: Readonly<Record<string, string>> = {
  futures: 'futuresCheck',
  'delayed-events': 'delayedEventsCheck',
};

/**
 * The files of a requirement with its check and its fault, all of which fail until somebody has written them.
 *
 * @param root - of the project
 * @returns the new text of each file, by its path below the root
 * @throws NoPlace when there is no such area, or it has no faults yet
 */
export async function scaffolded(root: string, wanted: NewRequirement): Promise<ReadonlyMap<string, string>> {
  const { revision, area, id, check, fault } = wanted;
  const folder = `suites/${revision}/${area}`;
  const catalogue = `fixtures/requirements/${revision}/${area}.ts`;
  const faults = `fixtures/faults/${revision}/${area}.ts`;
  const maker = CHECK_MAKERS[revision];
  if (maker === undefined || !existsSync(join(root, catalogue)) || !existsSync(join(root, folder))) {
    throw new NoPlace(`There is no area ${area} in ${revision}.`);
  }
  if (!existsSync(join(root, faults))) throw new NoPlace(`Begin ${faults} first, and enter it in its index.ts.`);
  const suite = readdirSync(join(root, folder)).find((name) => name.endsWith('.suite.ts')) ?? '';
  const checks = `${folder}/${check}.checks.ts`;
  if (existsSync(join(root, checks))) throw new NoPlace(`${checks} is there already.`);
  const list = `${camelCase(check)}Checks`;
  const text = (file: string): string => readFileSync(join(root, file), 'utf8');

  const files: [file: string, text: string][] = [
    [catalogue, before(text(catalogue), /\n\] as const satisfies/, entryOf(wanted, revision !== 'futures'))],
    [
      `${folder}/${suite}`,
      imported(
        before(text(`${folder}/${suite}`), /,?\s*\],\n\};/, `, ...${list}`, 'Suite: Suite = {'),
        `import { ${list} } from './${check}.checks.js';`,
      ),
    ],
    [checks, checkOf(wanted, maker, list)],
    [faults, before(text(faults), /\n\];/, faultOf(id, fault), 'Faults: readonly')],
  ];
  const style = await resolveConfig(join(root, 'package.json'));
  return new Map(
    await Promise.all(
      files.map(async ([file, raw]) => [file, await format(raw, { ...style, parser: 'typescript' })] as const),
    ),
  );
}

function entryOf({ id, area }: NewRequirement, graded: boolean): string {
  const grade = graded ? `level: 'MUST',\n    certainty: ['read'],` : `kind: 'explicit',`;
  return `
  {
    id: '${id}',
    area: '${area}',
    ${grade}
    wording: 'not written yet',
    // The catalogue is refused until it says where the text asks for this.
    sources: [],
  },`;
}

function checkOf({ id, area, check }: NewRequirement, maker: string, list: string): string {
  return `import type { Check } from '../../kit/checks/check.js';
import { ${maker} } from '../words/${kebabCase(maker)}.js';

/** What it is about (${id}). */
export const ${list}: readonly Check[] = [
  ${maker}({
    id: '${area}.${check}',
    title: 'not written yet',
    requirements: ['${id}'],
    run() {
      throw new Error('the check ${area}.${check} is not written yet');
    },
  }),
];
`;
}

function faultOf(id: string, fault: string): string {
  return `
  {
    id: '${fault}',
    breaks: ['${id}'],
    alsoBreaks: [],
    arises: 'Not written yet.',
    effect: 'Not written yet.',
    rules: () => {
      throw new Error('the fault ${fault} is not written yet');
    },
  },`;
}

/** A text with something put before the first of some words, or the first after others. */
function before(text: string, words: RegExp, more: string, after = ''): string {
  const from = text.indexOf(after);
  const at = text.slice(from).search(words);
  if (from < 0 || at < 0) throw new NoPlace(`There is no list to put it into: ${String(words)} was looked for.`);
  return text.slice(0, from + at) + more + text.slice(from + at);
}

/** A module that imports something more. */
function imported(text: string, line: string): string {
  const last = [...text.matchAll(/^(?:import [^;]*|\} from '[^']*');$/gm)].at(-1);
  const at = last === undefined ? 0 : last.index + last[0].length;
  return `${text.slice(0, at)}\n${line}${text.slice(at)}`;
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
