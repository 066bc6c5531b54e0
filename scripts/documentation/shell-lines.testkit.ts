/** A line of shell in a page. */
export interface ShellLine {
  readonly page: string;
  /** The command, without the remark behind it. */
  readonly command: string;
}

/** The lines of all blocks of shell in a page, in order. */
export function shellLinesOf(page: string, markdown: string): ShellLine[] {
  return [...markdown.matchAll(/^```sh\n([^]*?)^```$/gm)]
    .flatMap(([, code = '']) => code.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((command) => command !== '' && !command.startsWith('#'))
    .map((command) => ({ page, command }));
}
