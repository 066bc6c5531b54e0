import { describe, expect, test } from 'vitest';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { CheckSummary } from './check-summary.js';
import { renderExplanation, UnknownIdError } from './explain.js';

const catalogue = catalogueOf('futures');

const checks: readonly CheckSummary[] = [
  { id: 'tokens.cancel-only', title: 'Cancelling the only timeout future sends nothing.', requirements: ['TOKEN-6'] },
  { id: 'tokens.cancel-tokens', title: 'Cancelling kills the tokens.', requirements: ['TOKEN-6', 'TOKEN-8'] },
  { id: 'groups.cancel-one', title: 'Cancelling one of several is observed.', requirements: ['Q-CANCEL'] },
];

const explain = (id: string): string => renderExplanation(catalogue, id, checks);

describe('a requirement', () => {
  test('is explained with its meaning for the verdict, its source, its checks and the command to run them', () => {
    expect(explain('TOKEN-6')).toMatchInlineSnapshot(`
      "TOKEN-6  explicit requirement, Tokens: send, refresh, cancel

        cancelling a group's only timeout future sends nothing and discards the whole group

      What breaking it means
        The text says it. A server that breaks it fails.

      Source
        MSC4140: Delayed events (Futures), 2024-06-06, at commit 0a7896e92c
          Delegating futures: L156-157, L173

      Verified by
        tokens.cancel-only
          Cancelling the only timeout future sends nothing.
        tokens.cancel-tokens
          Cancelling kills the tokens.

      Run just these checks
        npm run conformance -- --only TOKEN-6
      "
    `);
  });

  test('tells the advice that stands beside it', () => {
    expect(explain('SCHED-11')).toMatch(/breaking which is a warning\n {2}the maximum is about a week/);
  });

  test('names the section of each of its passages, and remarks on later texts', () => {
    expect(explain('GROUP-2')).toMatch(/ {4}Proposal: L90\n {4}Delegating futures: L155, L168\n/);
    expect(explain('GROUP-7')).toContain('    settled later in the revision of 2024-06-24 (L97-98)\n');
  });

  test('of the Client-Server API does not point into the proposal', () => {
    expect(explain('ERR-5')).toContain('Source\n  Client-Server API\n');
    expect(explain('ERR-5')).not.toContain('MSC4140');
  });

  test('without checks offers no command to run them', () => {
    expect(explain('TOKEN-1')).toMatch(/Verified by\n {2}no check\n$/);
  });

  test('that cannot be verified says why', () => {
    const [first] = catalogue.requirements;
    if (first === undefined) throw new Error('the catalogue is empty');
    const requirements = [{ ...first, unverifiable: 'it cannot be seen from outside' }];
    const text = renderExplanation({ ...catalogue, requirements }, first.id, []);
    expect(text).toContain('Why no check verifies it\n  it cannot be seen from outside\n');
  });

  test('that is optional says that a server without it is not judged', () => {
    expect(explain('BATCH-1').replaceAll(/\s+/g, ' ')).toContain('one without it is not judged');
  });
});

describe('an open question', () => {
  test('is explained with its readings, the default and the later decision', () => {
    expect(explain('Q-CANCEL')).toMatchInlineSnapshot(`
      "Q-CANCEL  open question

        What does cancelling one of several timeout futures of a group discard? L157 says the group, L173
        speaks of cancelling all.

      Readings
        group  the whole group (default of the reference homeserver)
        own    that future only

      What it means for the verdict
        No reading fails a server: a run reports which one it follows. A reading that the user pins is a
        requirement.

      How it was settled later
        that future only (the reading own)

      Source
        MSC4140: Delayed events (Futures), 2024-06-06, at commit 0a7896e92c
          Delegating futures: L156-157, L173

      Observed by
        groups.cancel-one
          Cancelling one of several is observed.

      Run just this check
        npm run conformance -- --only Q-CANCEL
      "
    `);
  });

  test('that nobody settled says so', () => {
    expect(explain('Q-ROOMS')).toContain('No later revision is known to decide it.');
  });

  test('on which the text is silent says so', () => {
    expect(explain('Q-ROOMS')).toContain('Source\n  The text is silent.\n');
  });

  test('names the requirements that leave it open', () => {
    expect(explain('Q-ORPHAN')).toContain('Requirements that leave it open\n  GROUP-8\n');
    expect(explain('Q-CANCEL')).not.toContain('Requirements that leave it open');
  });

  test('tells where a server may have a reading of its own', () => {
    expect(explain('Q-PREFIX')).toContain('or a reading of its own');
  });
});

describe('a check', () => {
  test('is explained with what it judges', () => {
    expect(explain('groups.cancel-one')).toMatchInlineSnapshot(`
      "groups.cancel-one  check

        Cancelling one of several is observed.

      What it judges
        Q-CANCEL  What does cancelling one of several timeout futures of a group discard? L157 says the
                  group, L173 speaks of cancelling all.

      Run just this one
        npm run conformance -- --only groups.cancel-one
      "
    `);
  });
});

describe('an id', () => {
  test('may be written in upper or lower case', () => {
    expect(explain('token-6')).toBe(explain('TOKEN-6'));
  });

  test.each([
    ['TOKN-6', 'TOKEN-6'],
    ['q-cancle', 'Q-CANCEL'],
    ['tokens.cancel-onyl', 'tokens.cancel-only'],
  ])('such as %s that nothing has is answered with the nearest one', (written, meant) => {
    expect(() => explain(written)).toThrow(UnknownIdError);
    expect(() => explain(written)).toThrow(`is called "${written}". Did you mean ${meant}?`);
  });

  test('that comes near nothing is answered without a guess', () => {
    expect(() => explain('something else altogether')).toThrow('`requirements` lists what there is.');
  });
});

test('colours come only where they are wanted', () => {
  const escape = '\u001B[';
  expect(renderExplanation(catalogue, 'Q-CANCEL', checks, { columns: 100, colour: true })).toContain(escape);
  expect(renderExplanation(catalogue, 'Q-CANCEL', checks, { columns: 100, colour: false })).not.toContain(escape);
});
