import { expect, test } from 'vitest';

import { catalogueOf } from '../../../fixtures/requirements/catalogue.js';
import type { Check } from '../../kit/checks/check.js';
import type { CheckResult } from '../../kit/checks/check-result.js';
import { embeddedTarget } from '../../kit/targets/embedded-target.js';
import type { JsonRecord } from '../../kit/rooms/matrix-json.js';
import { runCheck } from '../../kit/checks/run-check.js';
import { severityIn } from '../../kit/checks/severity.js';
import { DEFAULT_DIALECT } from '../dialect.js';
import { accessInputChecks } from '../errors/any-access.checks.js';
import { batchInputChecks } from '../alternatives/any-batch.checks.js';
import { bodyInputChecks } from '../errors/any-body.checks.js';
import { byteInputChecks } from '../errors/any-bytes.checks.js';
import { groupWordInputChecks } from '../groups/any-word.checks.js';
import { groupInputChecks } from '../groups/any-id.checks.js';
import { knownTypeInputChecks } from '../errors/any-known-type.checks.js';
import { listedInputChecks } from '../listing/any-future.checks.js';
import { nameInputChecks, stateNameInputChecks } from '../scheduling/any-two-names.checks.js';
import { numberInputChecks } from '../scheduling/any-number.checks.js';
import { pageInputChecks } from '../errors/any-page.checks.js';
import { refusalInputChecks } from '../errors/any-refusal.checks.js';
import { reuseInputChecks } from '../alternatives/any-ordinary-future.checks.js';
import { roomInputChecks } from '../errors/any-room.checks.js';
import { sentInputChecks } from '../scheduling/any-input.checks.js';
import { sizeInputChecks } from '../errors/any-size.checks.js';
import { spellingInputChecks } from '../scheduling/any-spelling.checks.js';
import { templateInputChecks } from '../alternatives/any-template.checks.js';
import { timeoutInputChecks } from '../scheduling/any-timeout-value.checks.js';
import { tokenInputChecks } from '../tokens/any-unknown-token.checks.js';

/** Not the usual seed: by that one `conformance.test.ts` makes up all that these checks do. */
const OTHER_SEED = 1;

type Options = NonNullable<Parameters<typeof embeddedTarget>[0]>;

const all = [
  ...accessInputChecks,
  ...batchInputChecks,
  ...bodyInputChecks,
  ...byteInputChecks,
  ...groupWordInputChecks,
  ...groupInputChecks,
  ...knownTypeInputChecks,
  ...listedInputChecks,
  ...nameInputChecks,
  ...stateNameInputChecks,
  ...numberInputChecks,
  ...pageInputChecks,
  ...refusalInputChecks,
  ...reuseInputChecks,
  ...roomInputChecks,
  ...sentInputChecks,
  ...sizeInputChecks,
  ...spellingInputChecks,
  ...templateInputChecks,
  ...timeoutInputChecks,
  ...tokenInputChecks,
];

function run(check: Check | undefined, options: Options = {}, seed?: number): Promise<CheckResult> {
  if (check === undefined) throw new Error('there is no such check');
  return runCheck(check, embeddedTarget(options), {
    revision: 'futures',
    area: 'inputs',
    dialect: DEFAULT_DIALECT,
    severityOf: severityIn(catalogueOf('futures')),
    ...(seed === undefined ? {} : { exploration: { seed } }),
  });
}

/** A server that changes the content of what it sends. */
function changing(change: (json: string) => string): Options {
  return {
    futures: {
      rules: {
        eventsOf: ({ draft }) => [
          { ...draft, content: JSON.parse(change(JSON.stringify(draft.content))) as JsonRecord },
        ],
      },
    },
  };
}

test.each(all)('$id passes where nothing is wrong', async (check) => {
  expect(await run(check, {}, OTHER_SEED)).toMatchObject({ verdict: 'pass', message: '' });
});

test.each([
  ['texts are normalised', changing((json) => json.normalize('NFC')), /\\u\{212b\}|e\\u\{301\}/],
  [
    'integers have 32 bits',
    changing((json) => json.replaceAll(/(?<=[:[,])-?\d+/g, (n) => String(Number(n) | 0))),
    /was -?\d+ and/,
  ],
  [
    'nulls are left out',
    changing((json) => json.replaceAll(/"[^"\\]*":null,?/g, '').replaceAll(',}', '}')),
    /was null/,
  ],
] as const)('content is found to be changed where %s', async (_name, options, told) => {
  const result = await run(sentInputChecks[0], options);
  expect(result).toMatchObject({ verdict: 'fail', broken: 'SCHED-10' });
  expect(result.message).toMatch(told);
});

test.each([
  ['state keys stay encoded', { stateKey: encodeURIComponent }, /"stateKey" was/],
  ['types are trimmed', { type: (type: string) => type.trim() }, /"type" was/],
] as const)('names are found to be changed where %s', async (_name, changes, told) => {
  const { stateKey = String, type = String } = changes as Record<string, (text: string) => string>;
  const result = await run(sentInputChecks[0], {
    futures: {
      rules: {
        eventsOf: ({ draft }) => [
          {
            ...draft,
            type: type(draft.type),
            ...(draft.stateKey === undefined ? {} : { stateKey: stateKey(draft.stateKey) }),
          },
        ],
      },
    },
  });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'SCHED-10' });
  expect(result.message).toMatch(told);
});

test('group ids that are taken for one another are found', async () => {
  const result = await run(groupInputChecks[0], {
    futures: {
      rules: (defaults) => ({
        groupKey: (facts) => defaults.groupKey({ ...facts, groupId: facts.groupId.toLowerCase() }),
      }),
    },
  });
  expect(result).toMatchObject({ verdict: 'fail', broken: 'GROUP-9' });
  // Letters beyond ASCII are folded, too.
  expect(result.message).toMatch(/the group ids "(.*)(?:a" and "\1A|\\u\{e4\}" and "\1\\u\{c4\})" were taken for one/);
});
