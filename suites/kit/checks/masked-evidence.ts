import type { EvidenceEntry } from './evidence.js';

/**
 * The same, in masked words.
 *
 * @param mask - replaces every secret in a text by its name
 */
export function maskedEvidence(entry: EvidenceEntry, mask: (text: string) => string): EvidenceEntry {
  switch (entry.kind) {
    case 'note':
      return { ...entry, text: mask(entry.text) };
    case 'exchange': {
      const { path, requestHeaders, requestBody, responseHeaders, responseBody } = entry;
      return {
        ...entry,
        path: mask(path),
        ...(requestHeaders === undefined ? {} : { requestHeaders: maskedValues(requestHeaders, mask) }),
        ...(requestBody === undefined ? {} : { requestBody: mask(requestBody) }),
        ...(responseHeaders === undefined ? {} : { responseHeaders: maskedValues(responseHeaders, mask) }),
        ...(responseBody === undefined ? {} : { responseBody: mask(responseBody) }),
      };
    }
  }
}

function maskedValues(
  headers: Readonly<Record<string, string>>,
  mask: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mask(value)]));
}
