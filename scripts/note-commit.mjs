// Writes down which commit the build is made from, for the reports; where there is no repository, nothing.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const cwd = new URL('..', import.meta.url);
const git = (...args) =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

try {
  const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
  writeFileSync(
    new URL('../dist/commit.txt', import.meta.url),
    `${git('rev-parse', 'HEAD')}${changed ? '-changed' : ''}\n`,
  );
} catch {
  // Somebody builds from an archive, or has no git.
}
