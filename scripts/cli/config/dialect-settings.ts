import type { DialectSetting } from '../../../suites/kit/checks/revision.js';
import { allRevisions, registeredRevisions } from '../../../suites/revisions.js';

type SettingNameOf<R> = R extends { readonly settings: infer S } ? keyof S & string : never;

/** The name of a setting that says how a server speaks a revision, such as `token-method`. */
export type DialectSettingName = SettingNameOf<(typeof registeredRevisions)[number]>;

/** Every such setting, revision by revision. Revisions that share a name mean the same thing by it. */
export const dialectSettings = Object.assign(
  {},
  ...registeredRevisions.map(({ settings }) => settings).toReversed(),
) as Readonly<Record<DialectSettingName, DialectSetting>>;

/** The names of these settings. */
export const DIALECT_SETTINGS = registeredRevisions.flatMap(({ settings }) =>
  Object.keys(settings),
) as readonly DialectSettingName[];

/** What each of them has to be. */
export const dialectShape = mapped(({ schema }) => schema);

/** Makes something of each setting. */
export function mapped<T>(
  make: (setting: DialectSetting, name: DialectSettingName) => T,
): Readonly<Record<DialectSettingName, T>> {
  const entries = DIALECT_SETTINGS.map((name) => [name, make(dialectSettings[name], name)] as const);
  return Object.fromEntries(entries) as Record<DialectSettingName, T>;
}

/** The names of the revisions that know a setting. */
export function revisionsKnowing(setting: DialectSettingName): readonly string[] {
  return allRevisions.filter(({ settings }) => Object.hasOwn(settings, setting)).map(({ name }) => name);
}

/**
 * What is set of how each revision is spoken, as the plan of a run has it: by revision, the fields of its dialect.
 *
 * @param valueOf - the value that a setting has, where it has one
 */
export function dialectsFrom(
  valueOf: (setting: DialectSettingName) => unknown,
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return Object.fromEntries(
    allRevisions.flatMap(({ name, settings }) => {
      const fields = Object.entries(settings).flatMap(([setting, { field }]) => {
        const value = valueOf(setting as DialectSettingName);
        return value === undefined ? [] : [[field, value] as const];
      });
      return fields.length === 0 ? [] : [[name, Object.fromEntries(fields)] as const];
    }),
  );
}
