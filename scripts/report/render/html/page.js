// @ts-check
// What the page can do beyond what it shows: filter by words, copy, open what a link leads to, and print what is folded up.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form.filter'));
for (const each of document.querySelectorAll('[data-needs-script]')) each.removeAttribute('hidden');

/** Shows what has the wanted words and verdicts, and says how much that is. */
function filter() {
  if (form === null) return;
  const words = String(new FormData(form).get('words') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean);
  const verdicts = new Set([...form.querySelectorAll('input:checked')].map(({ id }) => id.replace('show-', '')));
  for (const area of document.querySelectorAll('.area')) {
    let shown = 0;
    for (const row of area.querySelectorAll('[data-verdict]')) {
      // A check is folded up: its name and title are looked at, and what it verifies.
      const parts = row instanceof HTMLDetailsElement ? [...row.querySelectorAll('summary, p')].slice(0, 2) : [row];
      const told = parts.map(({ textContent }) => textContent.toLowerCase()).join(' ');
      const has = words.every((word) => told.includes(word) || area.id.includes(word));
      row.toggleAttribute('hidden', !has);
      if (has && verdicts.has(row.getAttribute('data-verdict') ?? '')) shown += 1;
    }
    area.toggleAttribute('hidden', shown === 0);
    area.setAttribute('data-shown', String(shown));
  }
  const count = (/** @type {string} */ section) =>
    [...document.querySelectorAll(`${section} .area`)].reduce(
      (sum, area) => sum + Number(area.getAttribute('data-shown')),
      0,
    );
  const output = form.querySelector('output');
  if (output !== null) output.textContent = `Shown: requirements ${count('#requirements')}, checks ${count('#checks')}`;
}

/** Opens what the address names, and all that it is folded up in. */
function unfold() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const row = named?.closest('[data-verdict]');
  if (row?.hasAttribute('hidden') || (row !== null && row !== undefined && getComputedStyle(row).display === 'none')) {
    form?.reset();
    filter();
  }
  for (let each = named; each; each = each.parentElement) if (each instanceof HTMLDetailsElement) each.open = true;
  named?.scrollIntoView();
}

/**
 * Puts a text on the clipboard.
 * @param {HTMLElement} from - where it stands
 */
async function copy(from) {
  try {
    await navigator.clipboard.writeText(from.textContent);
    return true;
  } catch {
    // A page from a file may not be let: what is marked can be copied by the keyboard.
    getSelection()?.selectAllChildren(from);
    return false;
  }
}

/**
 * Brings what is wrong into sight, where a picture is wider than the page.
 * @param {ParentNode} within - what has been opened
 */
function aim(within) {
  for (const picture of within.querySelectorAll('.picture')) {
    const wrong = picture.querySelector('circle.bad, circle.unexpected, text.bad');
    if (wrong === null || picture.scrollWidth <= picture.clientWidth) continue;
    const { left } = picture.getBoundingClientRect();
    picture.scrollLeft += wrong.getBoundingClientRect().left - left - picture.clientWidth * 0.7;
  }
}

for (const pre of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.copied > pre'))) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy ${pre.dataset['name'] ?? 'this'}`);
  button.addEventListener('click', async () => {
    button.textContent = (await copy(pre)) ? 'Copied' : 'Marked';
    document.getElementById('said')?.replaceChildren(button.textContent);
    setTimeout(() => (button.textContent = 'Copy'), 2_000);
  });
  pre.after(button);
}

/** @type {HTMLDetailsElement[]} */
let unfoldedForPrint = [];
addEventListener('beforeprint', () => {
  unfoldedForPrint = [
    .../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('details[data-print]:not([open])')),
  ];
  for (const each of unfoldedForPrint) each.open = true;
});
addEventListener('afterprint', () => {
  for (const each of unfoldedForPrint) each.open = false;
});

form?.addEventListener('input', filter);
form?.addEventListener('reset', () => setTimeout(filter));
form?.addEventListener('submit', (event) => event.preventDefault());
addEventListener('hashchange', unfold);
addEventListener('toggle', ({ target }) => target instanceof HTMLElement && aim(target), true);
for (const finding of document.querySelectorAll('.finding')) aim(finding);
filter();
if (location.hash !== '') unfold();
