import { stripVTControlCharacters } from 'node:util';

import { describe, expect, test } from 'vitest';

import { catalogueOf } from '../../fixtures/requirements/catalogue.js';
import type { CheckedCatalogue } from './checked-catalogue.js';
import type { CheckSummary } from './check-summary.js';
import { renderRequirements } from './requirements-table.js';

const catalogue = catalogueOf('futures');

const checks: readonly CheckSummary[] = [
  { id: 'timers.sent', title: 'The event is sent when its timer runs out.', requirements: ['TIME-1'] },
  { id: 'timers.never-early', title: 'The event is never early.', requirements: ['TIME-1', 'TIME-2'] },
  { id: 'groups.cancel-one', title: 'Cancelling one of several is observed.', requirements: ['Q-CANCEL'] },
];

const futures: CheckedCatalogue = { catalogue, checks };
const table = renderRequirements([futures]);

/** The lines from the one that begins so up to the next empty one. */
function block(text: string, beginning: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith(beginning));
  const length = lines.slice(first).indexOf('');
  return lines.slice(first, first + length).join('\n');
}

test('every area, requirement, question and reading is there', () => {
  for (const { title } of catalogue.areas) expect(table).toContain(`\n${title}\n`);
  for (const { id } of catalogue.requirements) expect(table).toContain(`\n${id} `);
  for (const { id, readings } of catalogue.questions) {
    expect(table).toContain(`\n${id}  `);
    for (const { name } of readings) expect(block(table, `${id}  `)).toContain(`\n  ${name}  `);
  }
});

test('an area shows id, kind, wording and advice', () => {
  expect(block(table, 'Timers')).toMatchInlineSnapshot(`
    "Timers
    TIME-1    explicit  when its timer runs out a timeout future's event is sent, by the scheduling
                        user, into that room, with that type, state key and content
                        verified by timers.sent, timers.never-early
    TIME-2    derived   never earlier than the timeout after scheduling or the last refresh
                        verified by timers.never-early
    TIME-3    derived   it is sent eventually
                        advice: it is sent within the tolerance for lateness that is set for the target
                        (where the user pins that bound, lateness beyond it is a failure)
                        NOT VERIFIED by any check
    TIME-4    explicit  \`origin_server_ts\` is the time at which the event enters the room, not the time
                        of scheduling
                        NOT VERIFIED by any check
    TIME-5    derived   futures of different groups and rooms do not disturb each other
                        advice: nor do they when there are hundreds at once (a limit per user is
                        legitimate: Q-LIMIT)
                        NOT VERIFIED by any check"
  `);
});

test('a question shows its readings, the default and the later decision', () => {
  expect(block(table, 'Q-MAX-CODE')).toMatchInlineSnapshot(`
    "Q-MAX-CODE  Which \`errcode\` answers a timeout above the maximum?
      M_INVALID_PARAM                Matrix's code for a parameter with a wrong value (default)
      M_BAD_JSON                     Matrix's code for a request of the wrong shape
      M_FUTURE_MAX_TIMEOUT_EXCEEDED  a code made for the purpose
      …                              or a reading of its own
      settled later as: M_FUTURE_MAX_TIMEOUT_EXCEEDED
      NOT OBSERVED by any check"
  `);
});

describe('coverage', () => {
  test('is told for each requirement and question', () => {
    const text = table;
    expect(block(text, 'Timers')).toContain('verified by timers.sent, timers.never-early');
    expect(block(text, 'Timers').match(/NOT VERIFIED by any check/g)).toHaveLength(3);
    expect(block(text, 'Q-CANCEL ')).toContain('observed by groups.cancel-one');
    expect(block(text, 'Q-GONE')).toContain('NOT OBSERVED by any check');
  });

  test('is summed up at the top', () => {
    expect(table.split('\n')[1]).toMatch(/checks verify 2 and observe 1 of them$/);
  });

  test('names the reason why a requirement cannot be verified', () => {
    const requirements = catalogue.requirements.map((each) => ({ ...each, unverifiable: 'it cannot be seen' }));
    const text = renderRequirements([{ catalogue: { ...catalogue, requirements }, checks: [] }]);
    expect(text).toContain('cannot be verified: it cannot be seen');
    expect(text).not.toContain('NOT VERIFIED');
  });
});

describe('a catalogue whose text had to be pieced together', () => {
  const later: CheckedCatalogue = { catalogue: catalogueOf('delayed-events'), checks: [] };

  test('shows beside each requirement what the text demands and how that is known', () => {
    expect(block(renderRequirements([later]), 'Guests')).toMatchInlineSnapshot(`
      "Guests
      DE-GUEST-1   explicit     where the server has guest accounts, all endpoints for delayed events are
                                open to them
                                MUST (read-07)
                                NOT VERIFIED by any check"
    `);
  });

  test('tells why a question cannot be observed', () => {
    expect(block(renderRequirements([later]), 'Q-STICKY')).toContain('cannot be observed: MSC4354');
  });

  test('stands below the one before it', () => {
    const text = renderRequirements([futures, later]);
    expect(text.indexOf('MSC4140: Cancellable delayed events, 2026-09-08')).toBeGreaterThan(text.indexOf('Q-DOUBLE'));
    expect(text).toContain('revision delayed-events: 96 requirements, 21 open questions');
  });
});

describe('the terminal', () => {
  test.each([60, 80, 120])('of %i columns is not overrun, save by single long words', (columns) => {
    const lines = renderRequirements([futures], { columns, colour: false }).split('\n');
    const overrun = lines.filter((line) => line.length > columns && line.trim().split(' ').length > 4);
    expect(overrun).toEqual([]);
  });

  test('that shows colours gets the same text in colour', () => {
    const coloured = renderRequirements([futures], { columns: 80, colour: true });
    const plain = renderRequirements([futures], { columns: 80, colour: false });
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});
