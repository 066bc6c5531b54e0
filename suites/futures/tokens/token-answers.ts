import type { Answer } from '../../kit/connection/answer.js';
import { isRecord } from '../../kit/rooms/matrix-json.js';

/**
 * The fields of answers from which the kind of a call can be told: those that one kind always has and another never, and
 * those whose value is the same each time within every kind, but not across them.
 *
 * @param kinds - answers to several calls of each kind, made by turns
 */
export function tellingFields(kinds: readonly (readonly Answer[])[]): string[] {
  const taken = kinds.map((answers) => answers.map(fieldsOf));
  const names = new Set(taken.flat().flatMap((fields) => [...fields.keys()]));
  return [...names].filter((name) => {
    const values = taken.map((kind) => new Set(kind.map((fields) => fields.get(name))));
    const always = values.some((each) => !each.has(undefined));
    const never = values.some((each) => each.size === 1 && each.has(undefined));
    const steady = values.every(({ size }) => size === 1);
    return (always && never) || (steady && new Set(values.flatMap((each) => [...each])).size > 1);
  });
}

/** Whether an answer, its headers included, names something, plainly or percent-encoded. */
export function mentions(answer: Answer, value: string): boolean {
  const text = `${answer.text}\n${Object.values(answer.headers).join('\n')}`;
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)].some((form) => text.includes(form));
}

/** What there is to see of an answer: its status, and its body taken apart as far as its fields. */
function fieldsOf(answer: Answer): Map<string, string> {
  const fields = new Map([['the status', String(answer.status)]]);
  if (!isRecord(answer.json)) return fields.set('the body', answer.text);
  for (const [name, value] of Object.entries(answer.json)) fields.set(`the field ${name}`, JSON.stringify(value));
  return fields;
}
