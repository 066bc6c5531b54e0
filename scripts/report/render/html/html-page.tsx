import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

import { printable } from '../printable.js';
import { pageScript, pageStyle } from './assets.js';

/** Only what is in the page itself: no network, no script but ours, and nothing that a server has said can be one. */
const POLICY = [
  "default-src 'none'",
  `style-src ${pageStyle.hash}`,
  `script-src ${pageScript.hash}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * A whole page in one file, which needs nothing from elsewhere.
 *
 * @param title - what it is called
 * @param children - what is in it, the headings from `h1` on
 */
export function htmlPage(title: string, children: ComponentChildren): string {
  const page = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: pageStyle.text }} />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        {children}
        <script type="module" dangerouslySetInnerHTML={{ __html: pageScript.text }} />
      </body>
    </html>,
  );
  // Whatever a server has said, in whatever field: nothing turns the direction of writing, and nothing is unseen.
  return `<!doctype html>\n${printable(page)}\n`;
}
