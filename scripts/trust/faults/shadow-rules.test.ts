import { describe, expect, test } from 'vitest';

import type { FutureWish } from '../../../reference/futures/requests.js';
import { readingsWith } from '../../../reference/futures/readings.js';
import { defaultRules, type FutureRulesChange } from '../../../reference/futures/rules/future-rules.js';
import { MatrixError } from '../../../reference/matrix/matrix-error.js';
import { shadowedRules } from './shadow-rules.js';

/** The default rules with one shadow, and how often that has been found to differ. */
function shadowedBy(change: FutureRulesChange) {
  const found: string[] = [];
  const rules = shadowedRules(defaultRules(readingsWith()), new Map([['shadow', change]]), (name) => found.push(name));
  return { rules, found };
}

const unit = { name: 'ms', inMs: 1 } as const;

describe('rules with a shadow', () => {
  test('decide as they do without', () => {
    const { rules } = shadowedBy({ readTimeout: () => 7 });
    expect(rules.readTimeout({ texts: ['1000'], unit })).toBe(1_000);
    expect(() => rules.readTimeout({ texts: ['soon'], unit })).toThrow('whole number');
  });

  test('tell once when the shadow would have decided otherwise', () => {
    const { rules, found } = shadowedBy({ readTimeout: () => 7 });
    rules.readTimeout({ texts: ['7'], unit });
    expect(found).toEqual([]);
    rules.readTimeout({ texts: ['8'], unit });
    rules.readTimeout({ texts: ['9'], unit });
    expect(found).toEqual(['shadow']);
  });

  test('take equal refusals for equal, and others for different', () => {
    const { rules, found } = shadowedBy((defaults) => ({
      readGroupId: (facts) => {
        if (facts.texts[1] === 'x') throw new MatrixError(400, 'M_INVALID_PARAM', 'Otherwise.');
        return defaults.readGroupId(facts);
      },
    }));
    expect(() => rules.readGroupId({ texts: ['a', 'b'] })).toThrow();
    expect(found).toEqual([]);
    expect(() => rules.readGroupId({ texts: ['a', 'x'] })).toThrow();
    expect(found).toEqual(['shadow']);
  });

  test('let a shadow remember what it was asked', () => {
    const { rules, found } = shadowedBy((defaults) => {
      let count = 0;
      return { timeUnit: () => ((count += 1) === 3 ? { name: 's', inMs: 1_000 } : defaults.timeUnit()) };
    });
    rules.timeUnit();
    rules.timeUnit();
    expect(found).toEqual([]);
    rules.timeUnit();
    expect(found).toEqual(['shadow']);
  });

  test('share their luck and their objects with a shadow', () => {
    const wish: FutureWish = {
      endpoint: 'send_future',
      roomId: '!r',
      type: 't',
      stateKey: undefined,
      txnId: '1',
      content: {},
      timeoutMs: 1,
      groupId: undefined,
    };
    const drafts: unknown[] = [];
    const { rules, found } = shadowedBy((defaults) => ({
      newToken: ({ random }) => random(),
      draftOf: (facts) => {
        const draft = defaults.draftOf(facts);
        drafts.push(draft);
        return draft;
      },
    }));
    rules.newToken({ action: 'send', random: () => String(Math.random()) });
    const draft = rules.draftOf({ wish, by: { userId: '@a:b', deviceId: 'D' } });
    expect(drafts[0]).toBe(draft);
    expect(found).toEqual([]);
  });
});
