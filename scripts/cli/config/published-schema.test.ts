import { format } from 'prettier';
import { expect, test } from 'vitest';

import { baselineSchema } from '../../report/baseline/baseline.js';
import { reportSchema } from '../../report/document/report-schema.js';
import { publishedSchema } from './published-schema.js';
import { SETTING_FORMS } from './setting-forms.js';
import { SETTING_NAMES, settingsSchema } from './settings.js';

/** As all files here are formatted. */
function formatted(json: string): Promise<string> {
  return format(json, { parser: 'json', printWidth: 120 });
}

// After a change: npm test -- published-schema -u
test('the published schema of the configuration file is the one that files are judged by', async () => {
  const published = publishedSchema(settingsSchema, 'Configuration of futures-conformance');
  await expect(await formatted(published)).toMatchFileSnapshot('../../../docs/config.schema.json');
});

test('the published schema of baselines is the one that files are judged by', async () => {
  const published = publishedSchema(baselineSchema, 'Failures that futures-conformance is to expect');
  await expect(await formatted(published)).toMatchFileSnapshot('../../../docs/baseline.schema.json');
});

test('the published schema of reports is the one that they are made by', async () => {
  const published = publishedSchema(reportSchema, 'Report of futures-conformance');
  await expect(await formatted(published)).toMatchFileSnapshot('../../../docs/report.schema.json');
});

test('every setting says what it is for and what its values look like', () => {
  for (const name of SETTING_NAMES) {
    expect(settingsSchema.shape[name].unwrap().description, name).toMatch(/\.$/);
    expect(SETTING_FORMS[name].expected, name).not.toBe('');
  }
});
