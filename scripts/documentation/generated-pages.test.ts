import { format } from 'prettier';
import { expect, test } from 'vitest';

import { forms } from '../../suites/delayed-events/wire/forms.js';
import { checkedCatalogues } from '../catalogue/checked-catalogue.js';
import { requirementsPage } from './requirements-page.testkit.js';
import { wireFormsPage } from './wire-forms-page.testkit.js';

/** As all files here are formatted. */
function formatted(markdown: string): Promise<string> {
  return format(markdown, { parser: 'markdown', printWidth: 120, singleQuote: true });
}

// After a change: npm test -- generated-pages -u
test.each(checkedCatalogues())('the page of $catalogue.revision tells what its catalogue says', async (checked) => {
  const page = await formatted(requirementsPage(checked));
  await expect(page).toMatchFileSnapshot(`../../docs/requirements-${checked.catalogue.revision}.md`);
});

test('the page of the wire forms tells how each of them is spoken', async () => {
  const page = await formatted(wireFormsPage(Object.values(forms)));
  await expect(page).toMatchFileSnapshot('../../docs/wire-forms.md');
});
