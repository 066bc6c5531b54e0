import type { Preflight } from '../kit/checks/revision.js';
import { Session } from '../kit/checks/session.js';
import type { Answer } from '../kit/connection/answer.js';
import { dig, isRecord } from '../kit/rooms/matrix-json.js';
import type { Room } from '../kit/rooms/room.js';
import type { Target } from '../kit/targets/stage.js';
import { type DelayedEventsDialect, type KnownDialect, delayedEventsDialectSchema } from './dialect.js';
import { type Offer, findForm } from './find-form.js';
import { forms } from './wire/forms.js';
import { wireFacts } from './wire/wire-facts.js';
import type { FormName } from './wire/wire-form.js';
import { DelayedEventsContext } from './words/delayed-events-context.js';
import { ON_STABLE_PATHS } from './words/delayed-events-requests.js';
import { toldLimits } from './words/told-limits.js';

/** Delays that no check outlives, the longest first: servers may have a maximum (DE-LIM-1). Milliseconds. */
const FAR_DELAYS = [3_600_000, 600_000, 60_000, 45_000];

/** Forms whose forerunners schedule at the same path and call the delay otherwise. */
const WITH_FORERUNNERS: ReadonlySet<FormName> = new Set<FormName>(['accepted-unstable', 'w5']);

/** Forms that others are like until an event is seen to wait. */
const SEEN_WHILE_WAITING: ReadonlySet<FormName> = new Set<FormName>(['accepted', 'accepted-unstable', 'p-2026-06']);

/** Where nothing is found out, everything is as the accepted revision has it. */
const UNKNOWN: DelayedEventsDialect = {
  form: 'accepted',
  stable: false,
  unstable: false,
  farDelay: 3_600_000,
  retains: false,
};

/**
 * Finds out whether a target has the `delayed-events` revision, and in which form it speaks it. Once the form is known
 * one event is scheduled, in a room of its own, and cancelled: in the older forms a server that knows nothing of the delay
 * would send it at once, and that is how it is known.
 *
 * @param fixed - what is known already and need not be found out
 * @throws NotApplicable, Inconclusive when no account or room could be had
 */
export async function preflightDelayedEvents(target: Target, fixed: KnownDialect = {}): Promise<Preflight> {
  const stage = await target.open({});
  try {
    const probe = { id: 'preflight', title: 'first look', requirements: [], needs: {}, run: () => Promise.resolve() };
    const words = (dialect: DelayedEventsDialect): DelayedEventsContext => {
      const tag = `${target.runName}-look-${Math.random().toString(36).slice(2, 8)}`;
      return new DelayedEventsContext(new Session(probe, target, stage, dialect, 1, tag));
    };
    const looker = words(UNKNOWN);
    const room = await looker.alice.createRoom();
    const offer = await findForm(looker.alice, room.id, (stem) => looker.uniqueName(stem));
    const off = await whereOff(words, looker, room, offer, fixed);
    if (off !== undefined) return off;
    const form = fixed.form ?? offer.form;
    if (form === undefined) {
      return { implemented: false, reason: 'there is neither a path of delayed events nor a flag that speaks of them' };
    }
    const dialect = delayedEventsDialectSchema.parse({ ...UNKNOWN, ...offer, form, ...fixed });
    const trial = await tryDelays(words(dialect), room, offer, fixed);
    const mayBeOlder =
      WITH_FORERUNNERS.has(form) || (ON_STABLE_PATHS.has(form) && offer.unstable && !offer.claimsStable);
    if (trial.accepted === undefined && fixed.form === undefined && mayBeOlder) {
      // Where the delay has its younger name, it is missing; that a draft is on stable paths, too, makes it no younger.
      const { beside: _beside, ...alone } = dialect;
      const older: DelayedEventsDialect = { ...alone, stable: false, form: 'p-2026-06' };
      const again = await tryDelays(words(older), room, offer, fixed);
      if (again.accepted?.answer.string('delay_id') !== undefined) {
        return await judged(words(older), again, older, fixed);
      }
    }
    if (offer.stable && offer.beside === 'accepted-unstable' && ON_STABLE_PATHS.has(form)) {
      const seen = await judged(words(dialect), trial, dialect, fixed);
      if (!seen.implemented) return seen;
      // Only now that nothing waits any more: there may be a place for one event alone.
      const own = delayedEventsDialectSchema.parse(seen.dialect);
      return { ...seen, dialect: { ...own, beside: await formBeside(words, room, own) } };
    }
    return await judged(words(dialect), trial, dialect, fixed);
  } finally {
    await stage.close();
  }
}

/** The checks that judge a server on which delayed events are switched off. */
const WHERE_OFF = ['limits.switched-off', 'capability.form', 'capability.zero-means-off'];

/**
 * What there is to say of a server whose capability has a 0, which means that nothing can be scheduled (DE-CAP-5).
 *
 * @returns nothing where it has none, or events can be scheduled all the same
 */
async function whereOff(
  words: (dialect: DelayedEventsDialect) => DelayedEventsContext,
  looker: DelayedEventsContext,
  room: Room,
  offer: Offer,
  fixed: KnownDialect,
): Promise<Preflight | undefined> {
  if (offer.maxDelay !== 0 && offer.maxScheduled !== 0) return undefined;
  const { name, capability } = await toldLimits(looker);
  const isStable = name === forms.accepted.names.capability;
  // Where only what is scheduled has gone, the server looks as if it had an older form.
  const likely: readonly (FormName | undefined)[] = isStable ? ['accepted'] : [offer.form, 'accepted-unstable'];
  for (const form of fixed.form === undefined ? likely : [fixed.form]) {
    if (form === undefined) continue;
    const dialect = delayedEventsDialectSchema.parse({ ...UNKNOWN, ...offer, form, ...fixed });
    const t = words(dialect);
    const answer = await t.trySchedule(t.alice, room, t.completed(), { patient: false });
    if (answer.ok && answer.string('delay_id') !== undefined) return undefined;
    // As an event that is not delayed at all.
    if (answer.ok) continue;
    if (isSwitchedOff(answer, t)) return switchedOff(answer);
    const off = `switched off, as ${name} ${JSON.stringify(capability)} says, though scheduling got ${answer}`;
    return { implemented: true, dialect, summary: [off], checks: WHERE_OFF };
  }
  return undefined;
}

/** What came of scheduling events far in the future. */
interface Trial {
  readonly tried: readonly Answer[];
  /** The answer that was no refusal, and to which delay in milliseconds. */
  readonly accepted?: { readonly answer: Answer; readonly delay: number };
}

/** Schedules an event far in the future, and nearer where that is refused. */
async function tryDelays(
  t: DelayedEventsContext,
  room: Room,
  { maxDelay }: Offer,
  fixed: KnownDialect,
): Promise<Trial> {
  const delays = fixed.farDelay === undefined ? FAR_DELAYS : [fixed.farDelay];
  const within = delays.filter((delay) => maxDelay === undefined || maxDelay === 0 || delay <= maxDelay);
  const tried: Answer[] = [];
  for (const delay of within.length === 0 ? [Math.max(1, maxDelay ?? 1)] : within) {
    const answer = await t.trySchedule(t.alice, room, t.completed({ delay }));
    tried.push(answer);
    if (answer.ok) return { tried, accepted: { answer, delay } };
  }
  return { tried };
}

/** What a trial says of the server, together with what is left of the event when it is cancelled. */
async function judged(
  t: DelayedEventsContext,
  { tried, accepted }: Trial,
  found: DelayedEventsDialect,
  fixed: KnownDialect,
): Promise<Preflight> {
  let dialect = { ...found, farDelay: accepted?.delay ?? found.farDelay };
  // Sent at once; an answer with neither id is the answer of a server that gets scheduling wrong (DE-SCHED-3).
  const said = (field: string): unknown => dig(accepted?.answer.json ?? null, field);
  if (said('delay_id') === undefined && said('event_id') !== undefined) {
    return {
      implemented: false,
      reason: `scheduling was answered without a delay_id, as if there were no delay: ${accepted?.answer}`,
    };
  }
  if (tried.every((answer) => isSwitchedOff(answer, t))) {
    if (!tellsLimits(dialect)) return switchedOff(tried.at(-1));
    const contradiction = `its capability tells what may be scheduled, and scheduling got ${tried.at(-1)}`;
    return { implemented: true, dialect, summary: [...inWords(dialect), contradiction] };
  }
  const delayId = accepted?.answer.string('delay_id');
  if (delayId !== undefined) dialect = await afterwards(t, delayId, dialect, fixed);
  const { form, maxScheduled: mostWaiting } = dialect;
  return { implemented: true, dialect, summary: inWords(dialect), wire: wireFacts(forms[form]), mostWaiting };
}

/** What is to be seen of an event as it waits, which tells forms apart that schedule alike, and when it is over. */
async function afterwards(
  t: DelayedEventsContext,
  delayId: string,
  dialect: DelayedEventsDialect,
  fixed: KnownDialect,
): Promise<DelayedEventsDialect> {
  const found = { ...dialect, form: fixed.form ?? (await formOfWaiting(t, delayId, dialect.form)) };
  await t.tryAct(t.alice, delayId, 'cancel');
  const form = forms[found.form];
  if (fixed.retains !== undefined || form.lacks['a lookup of what is over'] !== undefined) return found;
  const answer = await t.tryLookup(t.alice, delayId);
  // Where nothing is July's but a name, that name has gone wrong (DE-GET-3).
  const isAccepted = isRecord(dig(answer.json, 'finalised'));
  // However it tells the end, a server that finds the event still has kept it.
  return { ...found, ...(isAccepted && fixed.form === undefined ? { form: dialect.form } : {}), retains: answer.ok };
}

/** Which form the unstable paths have beside the stable ones, by what comes of an event that is scheduled there. */
async function formBeside(
  words: (dialect: DelayedEventsDialect) => DelayedEventsContext,
  room: Room,
  dialect: DelayedEventsDialect,
): Promise<FormName> {
  for (const form of ['accepted-unstable', 'p-2026-06'] as const) {
    const t = words({ ...dialect, form });
    const answer = await t.trySchedule(t.alice, room, t.completed({ delay: dialect.farDelay }));
    const delayId = answer.ok ? answer.string('delay_id') : undefined;
    if (delayId === undefined) continue;
    const found = await formOfWaiting(t, delayId, form);
    await t.tryAct(t.alice, delayId, 'cancel');
    const isAccepted = isRecord(dig((await t.tryLookup(t.alice, delayId)).json, 'finalised'));
    return isAccepted ? form : found;
  }
  return 'accepted-unstable';
}

/** Which form is spoken, by what is to be seen of an event that waits. */
async function formOfWaiting(t: DelayedEventsContext, delayId: string, form: FormName): Promise<FormName> {
  if (!SEEN_WHILE_WAITING.has(form)) return form;
  const answer = await t.tryLookup(t.alice, delayId);
  if (form !== 'p-2026-06') {
    const isJulys =
      dig(answer.json, 'scheduled_at') !== undefined && dig(answer.json, 'delayed_since_ts') === undefined;
    if (!isJulys) return form;
    return form === 'accepted' ? 'july-stable' : 'july';
  }
  if (answer.ok) return form;
  return Array.isArray((await t.tryList(t.alice)).body['scheduled']) ? 'p-2026-01' : form;
}

/** Whether the server says that events can be scheduled: one that is switched off has no limits, or zeros (DE-CAP-5). */
function tellsLimits({ maxDelay = 0, maxScheduled = 0 }: DelayedEventsDialect): boolean {
  return maxDelay > 0 || maxScheduled > 0;
}

function isSwitchedOff(answer: Answer, t: DelayedEventsContext): boolean {
  const { status, errcodes = [] } = t.refusal('switched off');
  return answer.status === status && errcodes.includes(answer.errcode ?? '');
}

function switchedOff(answer: Answer | undefined): Preflight {
  const reason = `delayed events are known there and switched off: scheduling got ${answer}`;
  return { implemented: false, reason, isSwitchedOff: true };
}

function inWords({ form, maxDelay, maxScheduled, retains }: DelayedEventsDialect): readonly string[] {
  return [
    `the form ${form} (${forms[form].spokenBy})`,
    maxDelay === undefined ? 'no maximum delay told' : `delays up to ${maxDelay} ms`,
    maxScheduled === undefined ? 'no cap told' : `up to ${maxScheduled} events waiting`,
    retains ? 'what is over is kept' : 'what is over is not kept',
  ];
}
