import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Where a process writes what it has used when it ends, so that whoever has started it can read that. */
const USAGE_FILE_DESCRIPTOR = 3;

// Loaded into a process before anything else. Its threads are counted with it.
if (isMainThread && process.env['NOTE_USAGE'] !== undefined) {
  process.once('exit', () => writeSync(USAGE_FILE_DESCRIPTOR, JSON.stringify(process.resourceUsage())));
}
