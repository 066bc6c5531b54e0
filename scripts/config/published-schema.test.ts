import { expect, test } from 'vitest';

import { baselineSchema } from '../baseline/baseline.js';
import { publishedSchema } from './published-schema.js';
import { SETTING_FORMS } from './setting-forms.js';
import { SETTING_NAMES, settingsSchema } from './settings.js';

// After a change: npm test -- published-schema -u
test('the published schema of the configuration file is the one that files are judged by', async () => {
  const published = publishedSchema(settingsSchema, 'Configuration of futures-conformance');
  await expect(published).toMatchFileSnapshot('../../docs/config.schema.json');
});

test('the published schema of baselines is the one that files are judged by', async () => {
  const published = publishedSchema(baselineSchema, 'Failures that futures-conformance is to expect');
  await expect(published).toMatchFileSnapshot('../../docs/baseline.schema.json');
});

test('every setting says what it is for and what its values look like', () => {
  for (const name of SETTING_NAMES) {
    expect(settingsSchema.shape[name].unwrap().description, name).toMatch(/\.$/);
    expect(SETTING_FORMS[name].expected, name).not.toBe('');
  }
});
