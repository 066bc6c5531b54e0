import { expect, test } from 'vitest';

import { wireInWords } from './wire-in-words.js';

const standing = {
  form: 'W4',
  expressible: 3,
  kept: 1,
  broken: [],
  lacks: [],
  cannot: {},
  alters: {},
  headline: 'speaks W4; conformant in 1 of the 3 requirements that this form can express',
};

test('what was not judged is told beside what is kept', () => {
  expect(wireInWords({ ...standing, unjudged: [] })).toBe(`This server ${standing.headline}.`);
  expect(wireInWords({ ...standing, unjudged: ['DE-LIM-7', 'DE-ACT-8'] })).toBe(
    `This server ${standing.headline}. Of those 3 requirements the run came to no judgement on 2.`,
  );
});
