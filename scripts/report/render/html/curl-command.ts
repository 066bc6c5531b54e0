import type { CheckReport } from '../../document/check-schema.js';

type Exchange = Extract<CheckReport['evidence'][number], { kind: 'exchange' }>;

/** What stands for something that a run makes up, such as `$room1`: a variable, once somebody has set it. */
const ALIAS = /\$[a-z][a-z0-9_]*/g;

/**
 * A request as a command that a person can copy into a shell. Rooms, tokens and whatever else is another one in every run
 * are variables, and so is a server that has no address.
 *
 * @param target - what the run was against
 */
export function curlCommand({ method, path, by, requestBody }: Exchange, target: string): string {
  const base = /^https?:\/\//i.test(target) ? target.replace(/\/$/, '') : '$homeserver';
  const words = [
    'curl -sS',
    ...(method === 'GET' ? [] : [`-X ${inShell(method)}`]),
    inShell(base + path),
    ...(by === undefined ? [] : [`-H "Authorization: Bearer $${by.replaceAll(/\W+/g, '_')}_token"`]),
    ...(requestBody === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `--data-binary ${inShell(requestBody)}`]),
  ];
  return words.join(' \\\n  ');
}

/** A text as one word of the shell, in which nothing but what stands for something is replaced. */
function inShell(text: string): string {
  if (/^[\w/.:@%+=-]+$/.test(text)) return text;
  const plain = text.split(ALIAS).map((part) => part.replaceAll("'", String.raw`'\''`));
  const aliases = [...text.matchAll(ALIAS)].map(([alias]) => `'"${alias}"'`);
  return `'${plain.map((part, index) => part + (aliases[index] ?? '')).join('')}'`;
}
