/** A block of code in a page, which its first line names as a file. */
export interface CodeBlock {
  /** The name of the file, such as `heartbeat.test.ts`. */
  readonly name: string;
  /** The number of its first line in the page, from 1. */
  readonly line: number;
  /** The block, its first line included. */
  readonly code: string;
}

/**
 * Finds the blocks of code in a page.
 *
 * @param language - what is written behind the fence: TypeScript, unless said otherwise
 * @throws Error when one has no name
 */
export function codeBlocksOf(markdown: string, language: 'ts' | 'js' = 'ts'): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  for (const { index, 1: code = '' } of markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))) {
    const line = markdown.slice(0, index).split('\n').length + 1;
    const name = /^\/\/ (\S+\.[tj]s)\n/.exec(code)?.[1];
    if (name === undefined) throw new Error(`the code in line ${line} does not begin with the name of a file`);
    blocks.push({ name, line, code });
  }
  return blocks;
}
