import type { WireForm, WireRequest } from '../../suites/delayed-events/wire/wire-form.js';
import { plain } from '../report/render/markdown-text.js';
import { markdownTable } from '../report/render/markdown-table.js';

/** Stands in requests for what is the caller's to choose. */
const ASKED = {
  roomId: '{roomId}',
  type: '{eventType}',
  txnId: '{txnId}',
  delay: 30_000,
  content: { body: 'later' },
};

/** The wire forms of delayed events as a page in Markdown: how each is spoken, and what it has no words for. */
export function wireFormsPage(forms: readonly WireForm[]): string {
  const parts = [
    '# Wire forms of delayed events',
    'Servers speak the `delayed-events` revision in these forms, and those that came before it. A run finds out which one a ' +
      'server speaks, and `--wire NAME` says so; `serve --wire NAME` makes the reference speak it. In an older form a server is ' +
      'judged by what that form can express: what it has no words for is not applicable, and stands in the report under what ' +
      'the server still needs for the accepted revision. Forms that are only known from open pull requests are looked at in ' +
      'the same way, by what their own texts promise.',
    markdownTable(
      ['name', 'spoken by'],
      forms.map(({ name, spokenBy }) => [`[\`${name}\`](#${name})`, plain(spokenBy)]),
    ),
    ...forms.flatMap(formSection),
  ];
  return `${parts.join('\n\n')}\n`;
}

function formSection(form: WireForm): string[] {
  const { name, spokenBy, lacks, cannot, alters, refusals, names } = form;
  const requests: readonly (readonly [what: string, request: WireRequest | undefined])[] = [
    ['schedule a message', form.schedule(ASKED)],
    ['schedule state', form.schedule({ ...ASKED, stateKey: 'desk' })],
    ['send, cancel or restart', form.act('{delayId}', 'send')],
    ['look one up', lacks['a lookup'] === undefined ? form.lookup('{delayId}') : undefined],
    ['list what waits', lacks['a list'] === undefined ? form.list() : undefined],
  ];
  const tooLong = refusals['too long'];
  const told = [
    ...(lacks['a capability'] === undefined
      ? [['the limits', `\`${names.capability}\` in \`GET /_matrix/client/v3/capabilities\``]]
      : []),
    ...(lacks['a delay_id in unsigned'] === undefined
      ? [['the `delay_id` of what was sent', names.inUnsigned.map((each) => `\`unsigned["${each}"]\``).join(' or ')]]
      : []),
    ['too long a delay', `\`${[tooLong.status, ...(tooLong.errcodes ?? [])].join(' ')}\``],
  ];
  return [
    `## ${name}`,
    `Spoken by ${plain(spokenBy)}.`,
    [...requests.flatMap(([what, request]) => (request === undefined ? [] : [[what, inWords(request)]])), ...told]
      .map(([what, how]) => `- ${what}: ${how}`)
      .join('\n'),
    ...listed('It has no words for:', lacks),
    ...listed('It cannot express:', cannot),
    ...listed('It expresses otherwise than the accepted revision:', alters),
  ];
}

function inWords({ method, path, query, json }: WireRequest): string {
  const asked = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  const body = json === undefined ? '' : ` with \`${JSON.stringify(json)}\``;
  return `\`${method} ${decodeURIComponent(path)}${asked}\`${body}`;
}

function listed(title: string, entries: Readonly<Record<string, string>>): string[] {
  const lines = Object.entries(entries).map(([what, why]) => `- ${plain(what)}: ${plain(why)}`);
  return lines.length === 0 ? [] : [title, lines.join('\n')];
}
