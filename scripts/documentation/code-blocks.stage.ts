/** A block of TypeScript in a page, which its first line names as a file. */
export interface CodeBlock {
  /** The name of the file, such as `heartbeat.test.ts`. */
  readonly name: string;
  /** The number of its first line in the page, from 1. */
  readonly line: number;
  /** The block, its first line included. */
  readonly code: string;
}

/**
 * Finds the blocks of TypeScript in a page.
 *
 * @throws Error when one has no name
 */
export function codeBlocksOf(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  for (const { index, 1: code = '' } of markdown.matchAll(/^```ts\n([^]*?)^```$/gm)) {
    const line = markdown.slice(0, index).split('\n').length + 1;
    const name = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    if (name === undefined) throw new Error(`the code in line ${line} does not begin with the name of a file`);
    blocks.push({ name, line, code });
  }
  return blocks;
}
