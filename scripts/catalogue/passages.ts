import type { Passage, Source } from '../../fixtures/requirements/requirement.js';
import type { RevisionText } from '../../fixtures/requirements/revision-text.js';

/**
 * Names the passages that a requirement comes from, section by section, such as `Response: L93-94, L115`. A source in
 * another text is named as it is written.
 */
export function passagesBySection({ text, section, lines }: Source, { sections }: RevisionText): readonly string[] {
  if (lines.length === 0) return [section];
  const found = sections.flatMap(({ heading, first, last }) => {
    const here = lines.filter(([line]) => first <= line && line <= last);
    return here.length === 0 ? [] : [`${heading}: ${here.map(written).join(', ')}`];
  });
  const [, remark] = /;\s*(.+)$/.exec(text) ?? [];
  return remark === undefined ? found : [...found, remark];
}

function written([first, last]: Passage): string {
  return first === last ? `L${first}` : `L${first}-${last}`;
}
