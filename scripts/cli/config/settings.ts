import { z } from 'zod';

import { ACCOUNT_SOURCES } from '../../../suites/kit/accounts/account-source-name.js';
import { revisionNames } from '../../../fixtures/requirements/catalogue.js';
import { PIN_SETS } from '../../../suites/kit/targets/pin-sets.js';
import { SORTS } from '../../../suites/kit/checks/sort.js';
import { dialectShape } from './dialect-settings.js';

/** A setting that stands on the command line and in the environment as one text. */
const text = z.string().min(1);

const credentials = z.array(z.strictObject({ user: text, password: text }));

/** Everything that can be set, under the name that it has in the configuration file. */
export const settingsSchema = z
  .strictObject({
    target: text.describe(
      'The homeserver to judge: its URL, up to the part before /_matrix; or `embedded`, the reference that comes with the suites.',
    ),
    revision: z
      .union([z.literal('auto'), z.array(z.enum(revisionNames)).min(1)])
      .describe(
        'The revisions of the proposal to judge, as a list; `auto`: those that the server speaks and that know every id named elsewhere.',
      ),
    only: z.array(text).describe('Areas, requirements, open questions or checks to run, and nothing else.'),
    suite: z
      .enum(SORTS)
      .describe(
        'Which checks to run: `scenarios`, which were written down; `properties`, which make up their stories by chance; or `both`. Unset: both on the embedded reference and with `only`, scenarios alone over a URL.',
      ),
    report: text.describe('A file to write the report to, as JSON.'),
    html: text.describe('A file to write the report to, as a page for browsers that needs nothing else.'),
    junit: text.describe('A file to write JUnit XML to, for systems that show tests.'),
    markdown: text.describe('A file to write Markdown to, for a pull request or the summary of a job.'),
    badge: text.describe('A file to write a badge to, as the JSON of an endpoint of shields.io.'),
    scripts: text.describe('A folder to write a shell script to for each finding, which shows it again.'),
    annotations: z
      .enum(['auto', 'github', 'none'])
      .describe('Whether to print annotations of GitHub Actions; `auto`: where the run is one of its jobs.'),
    'max-wait': z.number().positive().describe('The longest that a single check may wait in real time, in seconds.'),
    'limit-wait': z
      .number()
      .positive()
      .describe(
        'The longest that a request waits because the server limits requests, in seconds; what asks for more cannot be told.',
      ),
    'max-duration': z
      .number()
      .positive()
      .describe('The longest that a run over a URL may take, in seconds, cleaning up aside; then it ends in order.'),
    'clean-up': z
      .number()
      .nonnegative()
      .describe('The longest that cleaning up may take, in seconds, also when the run was interrupted.'),
    silence: z
      .number()
      .nonnegative()
      .describe(
        'The silence that proves that nothing comes, in seconds; unset, it follows from the lateness measured.',
      ),
    'pin-lateness': z
      .number()
      .nonnegative()
      .describe('How late an event may come before that is a failure, in milliseconds; unset, lateness never fails.'),
    concurrency: z
      .number()
      .int()
      .positive()
      .describe('How many requests may be under way at the same time, long polls aside.'),
    'max-inconclusive': z
      .union([z.number().int().nonnegative(), z.string().regex(/^(\d|[1-9]\d|100)(\.\d+)?%$/)])
      .describe('How many checks may be unable to tell, as a number or a percentage, before the run says nothing.'),
    accounts: z
      .enum(['auto', ...ACCOUNT_SOURCES])
      .describe('The one way to come by accounts; `auto` tries all of them in this order.'),
    tokens: z.array(text).describe('Access tokens of accounts that the run may use; three at best. Secret.'),
    'tokens-file': text.describe('A file with access tokens, one a line.'),
    'registration-token': text.describe('For registration by m.login.registration_token. Secret.'),
    'registration-token-file': text.describe('A file with the registration token.'),
    'shared-secret': text.describe("Synapse's registration_shared_secret. Secret."),
    'shared-secret-file': text.describe('A file with the shared secret.'),
    credentials: credentials.describe('Existing users to log in with their passwords. Secret.'),
    'credentials-file': text.describe('A YAML file with a list of existing users, each with `user` and `password`.'),
    'as-token': text.describe(
      'The access token of an application service that is registered on the server, for what only such may do. Secret.',
    ),
    'as-token-file': text.describe('A file with the access token of the application service.'),
    'admin-token': text.describe(
      "The access token of an administrator of a Synapse, who takes the rate limits from the run's accounts and gives them back in the end. Secret.",
    ),
    'admin-token-file': text.describe("A file with the administrator's access token."),
    headers: z
      .record(text, z.string())
      .describe('Headers that every request carries beside our own. Those that look like secrets are masked.'),
    ca: text.describe('A file with certificate authorities to trust beside the usual ones, in PEM form.'),
    ...dialectShape,
    // A reading such as 410 is a number to YAML.
    pins: z
      .record(text, z.union([text, z.number()]))
      .describe('Open questions that are requirements here: the reading that the server has to follow, by question.'),
    'pin-set': z
      .enum(PIN_SETS)
      .describe(
        'Pins many questions at once: to the readings of the reference, or to those that the authors settled on later. Single pins go before it.',
      ),
    seed: z
      .number()
      .int()
      .nonnegative()
      .describe('Where chance begins in the checks that make up their own situations; unset, it is always the same.'),
    runs: z.number().int().positive().describe('How many situations each of those checks makes up.'),
    'time-budget': z.number().positive().describe('How long each of those checks goes on, in seconds.'),
    replay: z
      .string()
      .regex(/^\d+(:\d+)*$/)
      .describe('The path, below the seed, of the one situation to try, as the report of a failure names it.'),
    'restart-command': text.describe(
      'A command that restarts the homeserver, run at the end to see what becomes of waiting futures (Q-RESTART).',
    ),
    baseline: text.describe('A file that lists the failures that are expected.'),
    keep: z.boolean().describe('Whether to leave accounts, rooms and scheduled events behind for inspection.'),
  })
  .partial();

/** Settings with their values, by name; what is not set is absent. */
export type Settings = z.infer<typeof settingsSchema>;

export type SettingName = keyof Settings;

/** The names of all settings, in the order in which they are shown. */
export const SETTING_NAMES = Object.keys(settingsSchema.shape) as SettingName[];

/** What holds where nothing is set. What is missing here has no value, or follows from the server. */
export const DEFAULTS = {
  target: 'embedded',
  revision: 'auto',
  only: [],
  'max-wait': 30,
  'limit-wait': 60,
  'max-duration': 1_800,
  'clean-up': 60,
  concurrency: 16,
  'max-inconclusive': '5%',
  accounts: 'auto',
  headers: {},
  pins: {},
  keep: false,
} as const satisfies Settings;

/** The settings whose values are nobody else's business: they are masked wherever they would be seen. */
export const SECRET_SETTINGS = [
  'tokens',
  'registration-token',
  'shared-secret',
  'credentials',
  'as-token',
  'admin-token',
] as const;

/** The settings that name files, which are looked for beside the file that names them. */
export const FILE_SETTINGS = [
  'report',
  'html',
  'junit',
  'markdown',
  'badge',
  'scripts',
  'tokens-file',
  'registration-token-file',
  'shared-secret-file',
  'credentials-file',
  'as-token-file',
  'admin-token-file',
  'ca',
  'baseline',
] as const;
