import { obey } from './cli/program.js';
import { tolerateUnreadOutput } from './cli/unread-output.js';

tolerateUnreadOutput(process.stdout, process.stderr);
await obey(process.argv.slice(2));
