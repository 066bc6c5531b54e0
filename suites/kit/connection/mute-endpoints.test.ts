import { expect, test } from 'vitest';

import { MuteEndpoints } from './mute-endpoints.js';

/** What is known of an endpoint of which so many requests were not answered. */
function unanswered(times: number, { othersAnswer = true } = {}): MuteEndpoints {
  const mute = new MuteEndpoints();
  for (let time = 0; time < times; time += 1) {
    const before = mute.answers;
    if (othersAnswer) mute.answered('look');
    mute.unanswered('act', before);
  }
  return mute;
}

test('an endpoint that answers nothing while others answer is mute, and not waited for as long as others', () => {
  expect(unanswered(2).isMute('act')).toBe(false);
  const mute = unanswered(3);
  expect([mute.isMute('act'), mute.isMute('look')]).toEqual([true, false]);
  expect(mute.limitOf('act')).toBeLessThan(mute.limitOf('look') / 10);
  expect(mute.inWords('act')).toContain('act has answered none of 3 requests');
});

test('where nothing else answers either it is not the endpoint that is silent', () => {
  expect(unanswered(9, { othersAnswer: false }).isMute('act')).toBe(false);
});

test('an endpoint that has answered once is not mute', () => {
  const mute = unanswered(3);
  mute.answered('act');
  expect(mute.isMute('act')).toBe(false);
  const before = mute.answers;
  mute.answered('look');
  for (let time = 0; time < 9; time += 1) mute.unanswered('act', before);
  expect(mute.isMute('act')).toBe(false);
});
