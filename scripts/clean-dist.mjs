// Removes what an earlier build left behind, so that nothing of it is taken for current.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
