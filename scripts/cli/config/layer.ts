import type { SettingName, Settings } from './settings.js';

/** Settings that come from one place. */
export interface Layer {
  readonly values: Settings;
  /** Where the value of a setting comes from, for people. */
  origin(name: SettingName): string;
}

/** A value that is in force, and where it comes from. */
export interface Effective<T> {
  readonly value: T;
  readonly origin: string;
}

/** The values that are in force. */
export type EffectiveSettings = { readonly [N in SettingName]?: Effective<NonNullable<Settings[N]>> };

/** Ways to give one thing: the secret itself, or a file that holds it. What is given higher up replaces both. */
const TWINS = [
  ['tokens', 'tokens-file'],
  ['registration-token', 'registration-token-file'],
  ['shared-secret', 'shared-secret-file'],
  ['credentials', 'credentials-file'],
  ['as-token', 'as-token-file'],
  ['admin-token', 'admin-token-file'],
] as const;

/**
 * Lays settings over each other. A value replaces those of the layers before; headers and pins are laid over each other
 * name by name.
 *
 * @param layers - in rising precedence
 */
export function layOver(layers: readonly Layer[]): EffectiveSettings {
  const found = new Map<SettingName, Effective<unknown>>();
  for (const layer of layers) {
    for (const [one, other] of TWINS) {
      if (layer.values[one] !== undefined || layer.values[other] !== undefined) {
        found.delete(one);
        found.delete(other);
      }
    }
    for (const [name, value] of Object.entries(layer.values) as [SettingName, unknown][]) {
      if (value === undefined) continue;
      const before = found.get(name);
      const origin = layer.origin(name);
      if ((name === 'headers' || name === 'pins') && before !== undefined && sizeOf(before.value) > 0) {
        const both = sizeOf(value) > 0 ? `${before.origin}, ${origin}` : before.origin;
        found.set(name, { value: { ...(before.value as object), ...(value as object) }, origin: both });
      } else {
        found.set(name, { value, origin });
      }
    }
  }
  return Object.fromEntries(found) as EffectiveSettings;
}

/** The first two ways to give one thing that a layer uses both of, where it does. */
export function contradiction(values: Settings): readonly [SettingName, SettingName] | undefined {
  return TWINS.find(([one, other]) => values[one] !== undefined && values[other] !== undefined);
}

function sizeOf(value: unknown): number {
  return Object.keys(value as object).length;
}
