import { expect, test } from 'vitest';

import {
  applicationServiceApi,
  change,
  clientServerApi,
  followUp,
  implementation,
  proposal,
  quotation,
  requirements,
  review,
  type Source,
  text,
} from '../../fixtures/requirements/source.js';
import { sourceInWords } from './source-in-words.js';

test.each<[Source, string]>([
  [text('L90, L154-155', 'settled later'), 'L90, L154-155'],
  [change('0c7193aa'), "the proposal's commit 0c7193aa"],
  [review('2026-08-25'), 'review of the proposal, 2026-08-25'],
  [review('2026-09-11', { by: 'Johennes', of: 'MSC4354' }), 'review of MSC4354, 2026-09-11, Johennes'],
  [quotation('element-hq/synapse#20254'), 'as told in element-hq/synapse#20254'],
  [followUp(4542), 'follow-up #4542'],
  [followUp(4542, '5bde77cb'), 'follow-up #4542, commit 5bde77cb'],
  [proposal('MSC4486'), 'MSC4486'],
  [implementation('spindle'), 'spindle'],
  [implementation('Synapse', 'v1.157.1'), 'Synapse (v1.157.1)'],
  [clientServerApi(), 'Client-Server API'],
  [applicationServiceApi('timestamp massaging'), 'Application Service API, timestamp massaging'],
  [requirements('DE-ACT-8', 'DE-ACT-9'), 'follows from DE-ACT-8, DE-ACT-9'],
])('%o is named %s', (source, words) => {
  expect(sourceInWords(source)).toBe(words);
});
