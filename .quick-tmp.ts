import { DifferingChecks } from './scripts/faults/differing-checks.js';
import { prepareScenarios } from './scripts/faults/scenarios.js';
import { embeddedTarget } from './suites/kit/embedded-target.js';
import { futuresFaults } from './fixtures/faults/futures/index.js';
import { futuresQuestions } from './fixtures/requirements/futures/index.js';
const t0=performance.now();
const use = await DifferingChecks.among(futuresFaults);
console.log('record', performance.now()-t0);
const ref = await prepareScenarios(embeddedTarget());
let n=0;
const rows=[];
for (const f of futuresFaults) {const k=use.forFault(f, ref).length; n+=k; rows.push([k,f.id])}
console.log(futuresFaults.length, n, n/futuresFaults.length/ref.checks.length);
console.log(rows.sort((a,b)=>b[0]-a[0]).map(r=>r.join(' ')).join('\n'));
for (const q of futuresQuestions) console.log(q.id, use.forReadings({[q.id]:1}, ref).length);
