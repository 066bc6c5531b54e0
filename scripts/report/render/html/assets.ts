import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What a page has beside its text: as it stands in it, and the hash by which a browser lets it in. */
export interface Asset {
  readonly text: string;
  readonly hash: string;
}

function asset(name: string): Asset {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  return { text, hash: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}

/** How pages look. */
export const pageStyle = asset('page.css');

/** What pages can do. */
export const pageScript = asset('page.js');
