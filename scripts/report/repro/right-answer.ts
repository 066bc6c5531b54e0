import { isRecord } from '../../../suites/kit/rooms/matrix-json.js';
import type { ExchangeEntry } from '../../../suites/kit/checks/evidence.js';
import { parsed } from './captures.js';
import { quoted } from './shell-word.js';

/** What is right for an answer to be, as far as a script can tell it. */
export interface RightAnswer {
  /** Patterns of the shell; one of them fits the status. */
  readonly statuses: readonly string[];
  /** The error code is one of these; where none is given it may be any. */
  readonly errcodes?: readonly string[];
  /** Whether it says what is wrong, by `errcode` and `error`. */
  readonly saysError?: true;
  readonly fields?: Fields;
}

/** Fields of an answer: that one of them is there, that none is there, or that it has the value of a variable. */
export interface Fields {
  readonly names: readonly string[];
  readonly is: 'there' | 'absent' | { readonly variable: string };
}

const STATUS = String.raw`(?:\d{3}|4xx)`;
const STATUSES = new RegExp(`^(?:a refusal with )?(${STATUS}(?: or ${STATUS})*)(?: (.+))?$`);
const ERRCODES = /^[A-Z][A-Z0-9._]*_[A-Z0-9._]+(?: or [A-Z][A-Z0-9._]*_[A-Z0-9._]+)*$/;
const SAYS_ERROR = /^an? (?:refusal|JSON object) with errcode and error$|^an errcode and an error$/;
const FIELDS = /^(an?|no) ([a-z]+(?:_[a-z]+)+(?: or an? [a-z]+(?:_[a-z]+)+)*)$/;
const VARIABLE = /^(?:the delay_id of before, )?\$([a-z]+)(\d+)$/;

/**
 * What is right for an answer to be, by the words in which a check says what it expected; `undefined` where these say
 * nothing that a script could look for.
 *
 * @param wrong - the answer that was none
 */
export function rightAnswer(expected: string | undefined, wrong: ExchangeEntry): RightAnswer | undefined {
  if (expected === undefined) return undefined;
  if (expected === 'no 5xx' || expected === 'no status of 500 or more') return { statuses: ['[234]??'] };
  if (expected === 'a refusal') return { statuses: ['4??'] };
  if (SAYS_ERROR.test(expected)) return { statuses: ['4??'], saysError: true };
  if (ERRCODES.test(expected)) return { statuses: ['4??'], errcodes: expected.split(' or ') };
  const [, some, names] = FIELDS.exec(expected) ?? [];
  if (names !== undefined) {
    return { statuses: ['200'], fields: { names: names.split(/ or an? /), is: some === 'no' ? 'absent' : 'there' } };
  }
  const [, stem, number] = VARIABLE.exec(expected) ?? [];
  if (stem !== undefined) return sameAs(stem, `${stem}${number}`, wrong);
  const [, statuses = '', codes] = STATUSES.exec(expected) ?? [];
  if (statuses === '' || (codes !== undefined && !ERRCODES.test(codes))) return undefined;
  return {
    statuses: statuses.replaceAll('xx', '??').split(' or '),
    ...(codes === undefined ? {} : { errcodes: codes.split(' or ') }),
  };
}

/** That the field which has another variable of the same sort has this one. */
function sameAs(stem: string, variable: string, { responseBody }: ExchangeEntry): RightAnswer | undefined {
  const body = parsed(responseBody);
  if (!isRecord(body)) return undefined;
  const isOne = (value: unknown): boolean => typeof value === 'string' && new RegExp(`^\\$${stem}\\d+$`).test(value);
  const name = Object.keys(body).find((key) => isOne(body[key]));
  return name === undefined ? undefined : { statuses: ['200'], fields: { names: [name], is: { variable } } };
}

/** Whether an answer that was recorded, under aliases, is right. */
export function isRight({ statuses, errcodes, saysError, fields }: RightAnswer, answer: ExchangeEntry): boolean {
  const status = String(answer.status ?? '');
  const fits = statuses.some((pattern) => new RegExp(`^${pattern.replaceAll('?', '.')}$`).test(status));
  const json = parsed(answer.responseBody);
  const body = isRecord(json) ? json : {};
  const { errcode, error } = body;
  if (!fits || (errcodes !== undefined && !errcodes.some((code) => code === errcode))) return false;
  if (saysError === true && !(typeof errcode === 'string' && typeof error === 'string')) return false;
  if (fields === undefined) return true;
  const { names, is } = fields;
  if (is === 'absent') return names.every((name) => !Object.hasOwn(body, name));
  const isIt = (value: unknown): boolean =>
    is === 'there' ? typeof value === 'string' && value !== '' : value === `$${is.variable}`;
  return names.some((name) => isIt(body[name]));
}

/** The command of a shell that tells whether the answer of a number is right. */
export function isRightCommand({ statuses, errcodes, saysError, fields }: RightAnswer, number: number): string {
  const filters = [
    ...(errcodes === undefined ? [] : [errcodes.map((code) => `.errcode == ${JSON.stringify(code)}`).join(' or ')]),
    ...(saysError === true ? ['(.errcode | type) == "string" and (.error | type) == "string"'] : []),
    ...(fields === undefined ? [] : [fieldsFilter(fields)]),
  ];
  const status = `case $(status ${number}) in ${statuses.join(' | ')}) true ;; *) false ;; esac`;
  if (filters.length === 0) return status;
  const value = typeof fields?.is === 'object' ? `--arg v "$${fields.is.variable}" ` : '';
  const filter = quoted(`type == "object" and (${filters.join(') and (')})`);
  return `{ ${status}; } && jq -e ${value}${filter} "$DIR/${number}.body" >/dev/null 2>&1`;
}

function fieldsFilter({ names, is }: Fields): string {
  const quotedNames = names.map((name) => JSON.stringify(name));
  if (is === 'absent') return quotedNames.map((name) => `(has(${name}) | not)`).join(' and ');
  const isIt = (name: string): string => (is === 'there' ? `(.[${name}] | strings) != ""` : `.[${name}] == $v`);
  return quotedNames.map((name) => `any(${isIt(name)}; .)`).join(' or ');
}
