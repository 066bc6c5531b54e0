import { UsageError } from '../usage-error.js';
import { isSecret, quoteLine } from './quote-line.js';

/** A mistake in a file that a person wrote: where it is, what is wrong, the line itself, and how to mend it. */
export class MalformedFile extends UsageError {
  /**
   * @param file - the file's name as the person knows it
   * @param text - all that is in it
   * @param offset - where the mistake begins
   * @param mistake - what is wrong there, without a full stop
   * @param mend - what to write instead, as a sentence
   * @param allSecret - whether nothing in the file may be shown
   */
  constructor(
    readonly file: string,
    text: string,
    offset: number,
    mistake: string,
    mend?: string,
    allSecret = false,
  ) {
    const before = text.slice(0, offset).split('\n');
    const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
    // A parser repeats what it does not understand; behind a colon that may be the secret itself.
    const secret = allSecret || isSecret(text, line);
    const said = secret ? (mistake.split(': ', 1)[0] ?? '') : mistake;
    const advice = mend === undefined ? '' : `\n${mend}`;
    super(`${file}:${line}:${column}: ${said}.\n${quoteLine(text, line, column, secret)}${advice}`);
  }
}
