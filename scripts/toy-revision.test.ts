import { describe, expect, test } from 'vitest';

import type { RevisionFaults } from '../fixtures/faults/revision-faults.js';
import { catalogueFrom } from '../fixtures/requirements/catalogue.js';
import { text } from '../fixtures/requirements/source.js';
import type { RevisionFactory } from '../reference/homeserver.js';
import type { Check } from '../suites/kit/checks/check.js';
import { Context } from '../suites/kit/checks/context.js';
import { coverageGaps } from '../suites/kit/checks/coverage.js';
import { prepareChecks } from '../suites/kit/checks/prepare-checks.js';
import type { RevisionSuites } from '../suites/kit/checks/revision.js';
import { dig } from '../suites/kit/rooms/matrix-json.js';
import { Violation } from '../suites/kit/checks/verdict.js';
import { embeddedTarget } from '../suites/kit/targets/embedded-target.js';
import { renderExplanation } from './catalogue/explain.js';
import { renderRequirements } from './catalogue/requirements-table.js';
import { buildReport } from './report/build-report.js';
import { plainTerminal } from './report/render/terminal-page.js';
import { renderTerminalReport } from './report/render/terminal-report.js';
import { doJob } from './trust/faults/do-job.js';
import { combinedVariants, singleVariants } from './trust/faults/legitimate-variants.js';
import { faultRow } from './trust/faults/run-matrix.js';

// A revision that nobody proposed, with a requirement, a question, a check, a fault and an endpoint of its own. That it
// runs through everything shows that nothing knows which revisions there are.

const PATH = '/_matrix/client/unstable/org.example.toy/count';

/** The rules of the toy's endpoint. */
interface ToyRules {
  next(count: number): number;
  first(): number;
}

type ToyRulesChange = Partial<ToyRules> | ((defaults: ToyRules) => Partial<ToyRules>);

function rulesUnder(readings: Readonly<Record<string, string>>): ToyRules {
  return { next: (count) => count + 1, first: () => (readings['Q-FIRST'] === 'one' ? 1 : 0) };
}

/** A lodger of the homeserver that counts how often it was asked. */
function toyEndpoint(change: ToyRulesChange = {}, readings: Readonly<Record<string, string>> = {}): RevisionFactory {
  return () => {
    const defaults = rulesUnder(readings);
    const rules = { ...defaults, ...(typeof change === 'function' ? change(defaults) : change) };
    let count = rules.first();
    return {
      name: 'toy',
      unstableFeatures: { 'org.example.toy': true },
      capabilities: () => ({}),
      crossOriginHeaders: () => ({}),
      mount(router) {
        router.get(PATH, (_request, response) => {
          response.json({ count });
          count = rules.next(count);
        });
      },
      waiting: () => [],
      close: () => undefined,
    };
  };
}

const check: Check = {
  id: 'counting.goes-on',
  title: 'each count is one more than the last',
  requirements: ['TOY-1', 'Q-FIRST'],
  needs: {},
  async run(session) {
    const t = new Context(session);
    const ask = async (): Promise<number> => Number(dig((await t.alice.request('GET', PATH)).json, 'count'));
    const [first, second] = [await ask(), await ask()];
    t.observe('Q-FIRST', first === 0 ? 'zero' : 'one');
    session.judged.add('TOY-1');
    if (second !== first + 1) throw new Violation('TOY-1', `expected ${first + 1}, got ${second}`);
  },
};

const toy: RevisionSuites = {
  name: 'toy',
  catalogue: catalogueFrom('toy', {
    text: {
      title: 'A toy',
      date: '2026-01-01',
      commit: 'none',
      sections: [{ heading: 'Counting', first: 1, last: 9 }],
    },
    areas: [{ name: 'counting', title: 'Counting', prefixes: ['TOY'] }],
    requirements: [
      {
        id: 'TOY-1',
        kind: 'explicit',
        area: 'counting',
        wording: 'Each count is one more than the last.',
        sources: [text('L3')],
      },
    ],
    questions: [
      {
        id: 'Q-FIRST',
        kind: 'open',
        question: 'Where does counting begin?',
        readings: [
          { name: 'zero', meaning: 'At nothing.', default: true },
          { name: 'one', meaning: 'At the first thing.' },
        ],
        settledLater: null,
      },
    ],
  }),
  suites: [{ revision: 'toy', area: 'counting', checks: [check] }],
  settings: {},
  onErrorBodies: new Set(),
  facets: [],
  async preflight(target) {
    const stage = await target.open({});
    try {
      const { status } = await stage.send({ method: 'GET', path: PATH, headers: {} });
      return status === 200
        ? { implemented: true, dialect: {}, summary: ['counts'] }
        : { implemented: false, reason: 'nothing counts' };
    } finally {
      await stage.close();
    }
  },
  cleanUp: () => Promise.resolve(),
};

const faults: RevisionFaults<'TOY-1', ToyRulesChange> = {
  faults: [
    {
      id: 'counts-stand-still',
      breaks: ['TOY-1'],
      alsoBreaks: [],
      arises: 'Somebody forgot to write the new count down.',
      effect: 'Every count is the first one again and again.',
      rules: { next: (count) => count },
    },
  ],
  unguarded: {},
  leftToScenarios: {},
  sample: [],
  crude: [],
  fixedQuestions: [],
  questionsBesideTheRules: [],
  settings: [{ name: 'paint', choices: ['red', 'blue'] }],
  rulesUnder,
  options: ({ rules, readings }) => ({ revisions: [toyEndpoint(rules, readings)] }),
};

const revision = { suites: toy, faults };
const find = (name: string): typeof revision => {
  if (name !== 'toy') throw new RangeError(name);
  return revision;
};

test('its suites and its catalogue fit each other', () => {
  expect(coverageGaps(toy.catalogue, toy.suites)).toEqual([]);
});

describe('its checks', () => {
  test('run against a target that has it, and make a report', async () => {
    const { checks, preflight, run } = await prepareChecks(embeddedTarget(faults.options({})), toy);
    expect(preflight).toMatchObject({ implemented: true });
    const results = await Promise.all(checks.map((each) => run(each)));
    const report = buildReport({
      target: { name: 'embedded' },
      only: [],
      suite: 'both',
      startedAt: new Date(0),
      durationMs: 1,
      revisions: [{ revision: toy, results }],
    });
    expect(report).toMatchObject({ conclusion: 'conformant', revisions: [{ name: 'toy' }] });
    expect(report.revisions[0]?.requirements).toMatchObject([{ id: 'TOY-1', verdict: 'pass' }]);
    const shown = renderTerminalReport(report, plainTerminal);
    expect(shown).toContain('counting 1');
    expect(shown).toContain('readings as usual');
  });

  test('are none against a target that does not', async () => {
    const { checks, preflight } = await prepareChecks(embeddedTarget({ revisions: [] }), toy);
    expect(preflight).toEqual({ implemented: false, reason: 'nothing counts' });
    expect(checks).toEqual([]);
  });
});

describe('the tools that judge the suites', () => {
  test('find the check that can tell its fault, and its fault by that check', async () => {
    const homeserver = { name: 'counts-stand-still', fault: 'counts-stand-still' };
    const selections = await doJob(
      { kind: 'find-differing-checks', revision: 'toy', suites: ['scenarios'], homeservers: [homeserver] },
      find,
    );
    const selection = selections.get(homeserver.name);
    expect(selection?.checks).toEqual(['counting.goes-on']);
    const judged = await doJob({ kind: 'judge', revision: 'toy', suite: 'scenarios', homeserver }, find);
    const [fault] = faults.faults;
    expect(fault && faultRow(fault, { scenarios: judged }).attribution).toMatchObject({ scenarios: 'right' });
  });

  test('know its legitimate variants, and pass them', async () => {
    const variants = [...singleVariants(revision), ...combinedVariants(revision)];
    expect(variants.map(({ readings }) => readings)).toContainEqual({ 'Q-FIRST': 'one' });
    expect(variants.map(({ settings }) => settings)).toContainEqual({ paint: 'blue' });
    for (const homeserver of variants) {
      const judged = await doJob({ kind: 'judge', revision: 'toy', suite: 'scenarios', homeserver }, find);
      expect(judged).toMatchObject({ ran: 1, failures: [], inconclusive: [] });
    }
  });
});

test('it is explained', () => {
  const checked = [{ catalogue: toy.catalogue, checks: [check] }];
  expect(renderExplanation(checked, 'TOY-1')).toContain('counting.goes-on');
  expect(renderRequirements(checked)).toContain('Where does counting begin?');
});
