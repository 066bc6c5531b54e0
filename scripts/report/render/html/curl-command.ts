import type { CheckReport } from '../../document/check-schema.js';

type Exchange = Extract<CheckReport['evidence'][number], { kind: 'exchange' }>;

/**
 * A request as a command that a person can copy into a shell. Who asked is a variable that holds the access token, and a
 * server that has no address another: what a secret was called in the run stands in its place.
 *
 * @param target - what the run was against
 */
export function curlCommand({ method, path, by, requestBody }: Exchange, target: string): string {
  const address = /^https?:\/\//i.test(target)
    ? quoted(target.replace(/\/$/, '') + path)
    : `"$HOMESERVER"${quoted(path)}`;
  const words = [
    'curl -sS',
    ...(method === 'GET' ? [] : [`-X ${quoted(method)}`]),
    address,
    ...(by === undefined ? [] : [`-H "Authorization: Bearer $${variable(by)}"`]),
    ...(requestBody === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `--data-binary ${quoted(requestBody)}`]),
  ];
  return words.join(' \\\n  ');
}

function variable(name: string): string {
  return `${name.replaceAll(/\W+/g, '_').toUpperCase()}_TOKEN`;
}

function quoted(text: string): string {
  return /^[\w/.:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
