import { stripVTControlCharacters, styleText } from 'node:util';

import widthOf from 'fast-string-truncated-width';
import wrapAnsi from 'wrap-ansi';

/** What the terminal that a page is written for can do. */
export interface Terminal {
  /** How many characters a line takes. */
  readonly columns: number;
  /** Whether it shows colours, and its user wants them. */
  readonly colour: boolean;
}

/** A terminal about which nothing is known, such as a file. */
export const plainTerminal: Terminal = { columns: 100, colour: false };

type Style = Parameters<typeof styleText>[0];

/** Plain text in the making, for terminals: lines wrapped to the width, under labels that stand out to the left. */
export class TerminalPage {
  readonly #terminal: Terminal;
  readonly #lines: string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** The text in colour, or bold, or however a terminal can show it, where colours are wanted. */
  paint(style: Style, text: string): string {
    // Whether to colour is the caller's to say, so the stream is not asked.
    return this.#terminal.colour ? styleText(style, text, { validateStream: false }) : text;
  }

  /** Adds an empty line. */
  gap(): this {
    this.#lines.push('');
    return this;
  }

  /** Adds a heading. */
  heading(text: string): this {
    return this.paragraph(this.paint('bold', text));
  }

  /**
   * Adds a text, wrapped to the terminal's width. Words that are longer than a line stay whole, so that paths and
   * commands can be copied.
   *
   * @param text - what to say
   * @param indent - how far from the left it begins
   * @param label - what stands to the left of its first line, within the indent
   */
  paragraph(text: string, indent = 0, label = ''): this {
    const width = Math.max(this.#terminal.columns - indent, 20);
    const [first = '', ...rest] = wrapAnsi(text, width, { hard: false }).split('\n');
    this.#lines.push(label + ' '.repeat(Math.max(indent - visibleLength(label), 0)) + first);
    for (const line of rest) this.#lines.push(' '.repeat(indent) + line);
    return this;
  }

  /** How many lines it has so far. */
  get length(): number {
    return this.#lines.length;
  }

  /** A page for the same terminal, to be put after this one once its length is known. */
  apart(): TerminalPage {
    return new TerminalPage(this.#terminal);
  }

  /** Adds all that is on another page. */
  append(other: TerminalPage): this {
    this.#lines.push(...other.#lines);
    return this;
  }

  /** Adds a text under a label, both a little to the right; wherever it is too long it goes on below. */
  labelled(label: string, text: string, indent: number): this {
    const width = Math.max(this.#terminal.columns - indent, 20);
    return this.paragraph(wrapAnsi(text, width, { hard: true }), indent, `    ${this.paint('gray', label)}`);
  }

  /** As {@link labelled}, on a single line however long it is, so that it can be copied. */
  whole(label: string, text: string, indent: number): this {
    const shown = `    ${this.paint('gray', label)}`;
    this.#lines.push(shown + ' '.repeat(Math.max(indent - visibleLength(shown), 0)) + text);
    return this;
  }

  /** Adds a text on a single line, cut where the terminal ends. */
  line(text: string, indent = 0, label = ''): this {
    const [first = ''] = text.split('\n');
    const width = Math.max(this.#terminal.columns - indent, 20);
    // Colours are put around whole texts, so that what is too long is cut before.
    const shown = visibleLength(first) > width ? cut(stripVTControlCharacters(first), width) : first;
    this.#lines.push(label + ' '.repeat(Math.max(indent - visibleLength(label), 0)) + shown);
    return this;
  }

  /** Adds a request and its answer on a single line: both are cut where they are too long, and neither for the other. */
  exchange(asked: string, answered: string, indent: number, label: string): this {
    const width = Math.max(this.#terminal.columns - indent - ' → '.length, 20);
    const forAnswer = Math.min(visibleLength(answered), Math.max(Math.floor(width / 3), width - visibleLength(asked)));
    const [request, answer] = [cut(asked, width - forAnswer), cut(answered, forAnswer)];
    return this.line(`${request} → ${answer}`, indent, label);
  }

  /** Adds texts side by side, as many on a line as there is room for, each under the one above it. */
  grid(cells: readonly string[], indent: number): this {
    const wide = Math.max(0, ...cells.map(visibleLength)) + 2;
    const columns = Math.max(1, Math.floor((this.#terminal.columns - indent) / wide));
    for (let at = 0; at < cells.length; at += columns) {
      const row = cells.slice(at, at + columns).map((cell) => cell + ' '.repeat(wide - visibleLength(cell)));
      this.#lines.push(`${' '.repeat(indent)}${row.join('')}`.trimEnd());
    }
    return this;
  }

  /** The whole page. */
  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** A text that takes no more than so many columns: signs of Chinese and the like take two each. */
function cut(text: string, most: number): string {
  const { index, ellipsed } = widthOf(text, { limit: most, ellipsis: '…' });
  return `${text.slice(0, index)}${ellipsed ? '…' : ''}`;
}

function visibleLength(text: string): number {
  return widthOf(text).width;
}
