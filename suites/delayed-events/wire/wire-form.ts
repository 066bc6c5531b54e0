import type { DelayedEventsRequirementId } from '../../../fixtures/requirements/delayed-events/index.js';
import type { JsonValue } from '../../kit/rooms/matrix-json.js';

/** The forms in which servers speak this revision or its forerunners: the texts, the youngest first, and then Synapse's. */
export const FORM_NAMES = [
  'accepted',
  'accepted-unstable',
  'july',
  'july-stable',
  'p-2026-06',
  'p-2026-01',
  'w5',
  'w4',
  'w3',
  'w2',
  'w1',
  'w0',
] as const;

export type FormName = (typeof FORM_NAMES)[number];

/** What a form may have words for. A check that needs one of these says so, and never asks which form is spoken. */
export type Phrase =
  /** `delay_ms`, `state_key` and `content` stand side by side in one body. */
  | 'everything in one body'
  /** State is scheduled with a transaction id, as messages are. */
  | 'transaction ids for state'
  /** Transaction ids are not shared with the undelayed `/send`. */
  | 'transaction ids of its own'
  /** Actions are the owner's alone, and need an access token. */
  | 'actions of the owner alone'
  /** The action stands in the path; without this, in the body. */
  | 'actions in the path'
  /** What is over answers actions with 200 and 409 rather than 404. */
  | 'a remembered outcome'
  /** One event can be looked up as long as it waits. */
  | 'a lookup'
  /** One event can be looked up after its end, too. */
  | 'a lookup of what is over'
  /** Newer state leaves delayed state of the same key alone. */
  | 'delayed state beside newer state'
  /** All that a user has waiting can be listed. */
  | 'a list'
  /** The server tells its limits. */
  | 'a capability'
  /** The sender is told the `delay_id` in `unsigned`. */
  | 'a delay_id in unsigned';

/** What a client asks to have sent later. Only what is given is said; where it is malformed, it is said so, too. */
export interface Asked {
  readonly roomId: string;
  readonly type: string;
  readonly txnId: string;
  /** Milliseconds, where it is well-formed. */
  readonly delay?: JsonValue;
  /** Given for state events. */
  readonly stateKey?: JsonValue;
  readonly content?: JsonValue;
}

/** A request in the words of a form, without the access token that goes with each of them. */
export interface WireRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: JsonValue;
  /** Whether the server does no more when it comes twice than when it comes once. */
  readonly repeatable?: true;
}

/** What a form says of one event, in the accepted revision's terms and otherwise as it came. */
export interface LookedUp {
  /** The entry as it came. */
  readonly entry: JsonValue;
  readonly delayId: JsonValue | undefined;
  readonly roomId: JsonValue | undefined;
  readonly type: JsonValue | undefined;
  readonly stateKey: JsonValue | undefined;
  readonly delay: JsonValue | undefined;
  /** When it was scheduled or restarted last, in Unix milliseconds. */
  readonly since: JsonValue | undefined;
  readonly content: JsonValue | undefined;
  /** Present when it is over. */
  readonly finalised?: {
    readonly at: JsonValue | undefined;
    readonly eventId: JsonValue | undefined;
    readonly error: JsonValue | undefined;
  };
}

/** A refusal as a form has it: the status, and the error codes of which it is one where there is more to it. */
export interface Refusal {
  readonly status: number;
  readonly errcodes?: readonly string[];
  /** Further fields of its body. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** Troubles whose refusals forms have different words for. */
export type Trouble = 'too long' | 'switched off' | 'over and contradicted' | 'unknown action';

/**
 * How to speak to a server in one form, and nothing else. What the form cannot say, or says otherwise than the accepted
 * one, is data.
 */
export interface WireForm {
  readonly name: FormName;
  /** What speaks it, for people. */
  readonly spokenBy: string;
  /** Asks for an event to be sent later. */
  schedule(asked: Asked): WireRequest;
  /** Carries out an action on a scheduled event; whether there is such an action is the server's to say. */
  act(delayId: string, action: string): WireRequest;
  /** Looks one event up; for forms with `a lookup`. */
  lookup(delayId: string): WireRequest;
  /** Lists what a user has waiting; for forms with `a list`. */
  list(): WireRequest;
  /** Further ways to ask for the same, by what they are called: what older clients say to the same servers. */
  readonly besides: {
    readonly schedule: Readonly<Record<string, WireForm['schedule']>>;
    readonly act: Readonly<Record<string, WireForm['act']>>;
  };
  /** What becomes of an action with a token that nobody has, where actions need none; absent where that is left open. */
  readonly unknownToken?: 'passed over' | 'refused';
  /** Reads an answer to a lookup, or an entry of a list. */
  read(entry: JsonValue): LookedUp;
  /** What the form calls things in answers of other endpoints. */
  readonly names: { readonly capability: string; readonly inUnsigned: readonly string[] };
  readonly refusals: Readonly<Record<Trouble, Refusal>>;
  /** Phrases that it has no words for, each with the reason. */
  readonly lacks: Readonly<Partial<Record<Phrase, string>>>;
  /** Requirements that it cannot express, each with the reason: not applicable where it is spoken. */
  readonly cannot: Readonly<Partial<Record<DelayedEventsRequirementId, string>>>;
  /** Requirements that it expresses otherwise than the accepted form, each with how: what a server still needs. */
  readonly alters: Readonly<Partial<Record<DelayedEventsRequirementId, string>>>;
}
