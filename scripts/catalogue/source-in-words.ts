import { passagesAt, type Passage, type Source } from '../../fixtures/requirements/source.js';
import type { RevisionText } from '../../fixtures/requirements/revision-text.js';

/** Names a source in one phrase, such as `L93-94, L115` or `review of the proposal, 2026-08-04, clokep`. */
export function sourceInWords(source: Source): string {
  switch (source.in) {
    case 'text':
      return source.at;
    case 'change':
      return `the proposal's commit ${source.commit}`;
    case 'review':
      return `review of ${source.of ?? 'the proposal'}, ${[source.date, source.by].filter(Boolean).join(', ')}`;
    case 'quotation':
      return `as told in ${source.where}`;
    case 'follow-up':
      return `follow-up #${source.pull}${source.commit === undefined ? '' : `, commit ${source.commit}`}`;
    case 'proposal':
      return source.name;
    case 'implementation':
      return source.at === undefined ? source.name : `${source.name} (${source.at})`;
    case 'api':
      return source.part === undefined ? source.name : `${source.name}, ${source.part}`;
    case 'requirements':
      return `follows from ${source.ids.join(', ')}`;
  }
}

/** Names the passages that a pointer such as `L93-94, L115` names, section by section: `Response: L93-94, L115`. */
export function passagesBySection(at: string, { sections }: RevisionText): readonly string[] {
  const passages = passagesAt(at);
  return sections.flatMap(({ heading, first, last }) => {
    const here = passages.filter(([line]) => first <= line && line <= last);
    return here.length === 0 ? [] : [`${heading}: ${here.map(written).join(', ')}`];
  });
}

function written([first, last]: Passage): string {
  return first === last ? `L${first}` : `L${first}-${last}`;
}
