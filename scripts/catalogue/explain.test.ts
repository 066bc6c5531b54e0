import { describe, expect, test } from 'vitest';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { CheckedCatalogue } from './checked-catalogue.js';
import type { CheckSummary } from './check-summary.js';
import { renderExplanation, UnknownIdError } from './explain.js';

const catalogue = catalogueOf('futures');

const checks: readonly CheckSummary[] = [
  { id: 'tokens.cancel-only', title: 'Cancelling the only timeout future sends nothing.', requirements: ['TOKEN-6'] },
  { id: 'tokens.cancel-tokens', title: 'Cancelling kills the tokens.', requirements: ['TOKEN-6', 'TOKEN-8'] },
  { id: 'groups.cancel-one', title: 'Cancelling one of several is observed.', requirements: ['Q-CANCEL'] },
];

const futures: CheckedCatalogue = { catalogue, checks };
const delayedEvents: CheckedCatalogue = { catalogue: catalogueOf('delayed-events'), checks: [] };

const explain = (id: string): string => renderExplanation([futures], id);

describe('a requirement', () => {
  test('is explained with its meaning for the verdict, its source, its checks and the command to run them', () => {
    expect(explain('TOKEN-6')).toMatchInlineSnapshot(`
      "TOKEN-6  explicit requirement of futures, Tokens: send, refresh, cancel

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
    const text = renderExplanation([{ catalogue: { ...catalogue, requirements }, checks: [] }], first.id);
    expect(text).toContain('Why no check verifies it\n  it cannot be seen from outside\n');
  });

  test('that is optional says that a server without it is not judged', () => {
    expect(explain('BATCH-1').replaceAll(/\s+/g, ' ')).toContain('one without it is not judged');
  });
});

describe('an open question', () => {
  test('is explained with its readings, the default and the later decision', () => {
    expect(explain('Q-CANCEL')).toMatchInlineSnapshot(`
      "Q-CANCEL  open question of futures

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
      "groups.cancel-one  check of futures

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

describe('a requirement of a text that had to be pieced together', () => {
  const explainLater = (id: string): string => renderExplanation([delayedEvents], id);

  test('is explained with how firmly it is asked for, how that is known, and how it is judged', () => {
    expect(explainLater('DE-SCHED-8')).toMatchInlineSnapshot(`
      "DE-SCHED-8  advice requirement of delayed-events, Scheduling

        an event that is malformed, and so could never be sent, is refused when it is scheduled, and not
        stored

      How firmly it is asked for
        MUST: read in the accepted text, a later one, or a quotation of it; seen in software

      How it is judged
        The sentence was read two weeks before the merge and not after it: a server that accepts such an
        event is warned, and has to let it end with its error (DE-SEND-4). A 5xx is never right
        (DE-ERR-1).

      What breaking it means
        Good behaviour that the text recommends, or does not demand for certain. A server that breaks it
        gets a warning.

      Sources
        review of the proposal, 2026-08-25, erikjohnston
        Synapse (000d38dc)

      Verified by
        no check
      "
    `);
  });

  test('names the level of the follow-up, and every source', () => {
    const text = explainLater('DE-LIM-4');
    expect(text).toContain('  MUST in a follow-up that is not merged\n');
    expect(text).toMatch(/at commit cd878d211 \(accepted with changes on\s+2026-09-08\)\n/);
    expect(text).toContain('    Scheduling a delayed event: L98-102\n');
    expect(text).toContain('  follow-up #4542\n');
  });

  test('says what no check can see of it', () => {
    expect(explainLater('DE-UNS-2')).toContain('What no check can see of it\n  That it does not go over federation');
  });
});

describe('several revisions', () => {
  const both = [futures, delayedEvents];

  test('are searched for an id', () => {
    expect(renderExplanation(both, 'TOKEN-6')).toBe(explain('TOKEN-6'));
    expect(renderExplanation(both, 'de-act-8')).toContain('DE-ACT-8  explicit requirement of delayed-events');
  });

  test('that have the same id are both explained', () => {
    const text = renderExplanation(both, 'Q-LOGOUT');
    expect(text).toContain('Q-LOGOUT  open question of futures');
    expect(text).toContain('\n\nQ-LOGOUT  open question of delayed-events');
  });

  test('together have the nearest id, where none has that one', () => {
    expect(() => renderExplanation(both, 'DE-ACTT-8')).toThrow('Did you mean DE-ACT-8?');
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
  expect(renderExplanation([futures], 'Q-CANCEL', { columns: 100, colour: true })).toContain(escape);
  expect(renderExplanation([futures], 'Q-CANCEL', { columns: 100, colour: false })).not.toContain(escape);
});
