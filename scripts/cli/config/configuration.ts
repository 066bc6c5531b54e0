import type { RevisionWishes } from '../../../suites/choose-revisions.js';
import { type RunPlan, runPlanSchema } from '../../../suites/kit/targets/run-plan.js';
import { OUTPUT_NAMES } from '../../report/outputs.js';
import type { OutputFiles } from '../report-outputs.js';
import { UsageError } from '../usage-error.js';
import { accountsFrom } from './accounts-from.js';
import { configFileLayer } from './config-file.js';
import { CONFIG_VARIABLE, environmentLayer } from './environment.js';
import { flagsLayer } from './flags.js';
import { givenLayer } from './given-settings.js';
import { type EffectiveSettings, type Layer, contradiction, layOver } from './layer.js';
import { DIALECT_SETTINGS, dialectsFrom } from './dialect-settings.js';
import { readFile } from './read-file.js';
import { type Origins, requireCandidates } from './require-candidates.js';
import { requireKnown } from './require-known.js';
import { DEFAULTS, type Settings } from './settings.js';
import { type Tolerance, toleranceFrom } from '../../../suites/kit/checks/tolerance.js';

/** What a command has been asked to do, from all places where something can be set. */
export interface Configuration {
  /** Every setting that has a value, and where it comes from. */
  readonly settings: EffectiveSettings;
  readonly plan: RunPlan;
  readonly maxInconclusive: Tolerance;
  /** The files to write the report to. */
  readonly outputs: OutputFiles;
  /** The configuration file, where a flag has named it. */
  readonly configFlag?: string;
  /** The file that lists the failures that are expected. */
  readonly baseline?: string;
}

/** Where settings are looked for. */
export interface Places {
  /** The flags, as commander has read them. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly directory: string;
}

/**
 * Puts the configuration together: defaults, the configuration file, the environment, flags; what comes later goes first.
 *
 * @throws UsageError when something is set that does not make sense
 */
export function configure(places: Places): Configuration {
  const configFlag = places.flags['config'];
  return { ...configurationOf(effectiveSettings(places)), ...(typeof configFlag === 'string' ? { configFlag } : {}) };
}

/**
 * Puts the configuration together from what a program gives, and from defaults. Neither the environment nor a file is looked
 * at.
 *
 * @param directory - where the files that it names lie
 * @throws UsageError when something is set that does not make sense
 */
export function configureGiven(given: Settings, directory: string): Configuration {
  return configurationOf(layOver([DEFAULT_LAYER, givenLayer(given, directory)]));
}

const DEFAULT_LAYER: Layer = { values: { ...DEFAULTS, only: [] }, origin: () => 'default' };

function configurationOf(settings: EffectiveSettings): Configuration {
  const { baseline } = settings;
  return {
    settings,
    plan: planFrom(settings),
    maxInconclusive: toleranceFrom(settings['max-inconclusive']?.value ?? DEFAULTS['max-inconclusive']),
    outputs: outputFiles(settings),
    ...(baseline === undefined ? {} : { baseline: baseline.value }),
  };
}

/** The files that settings name for a report to be written to. */
export function outputFiles(settings: EffectiveSettings): OutputFiles {
  return Object.fromEntries(
    [...OUTPUT_NAMES, 'scripts' as const].flatMap((name) => {
      const file = settings[name]?.value;
      return file === undefined ? [] : [[name, file]];
    }),
  );
}

/** The settings that are in force, before anything is made of them. */
function effectiveSettings({ flags, environment, directory }: Places): EffectiveSettings {
  const fromEnvironment = environmentLayer(environment);
  const fromFlags = flagsLayer(flags);
  for (const layer of [fromEnvironment, fromFlags]) {
    const both = contradiction(layer.values);
    if (both !== undefined) throw new UsageError(`${both.map((name) => layer.origin(name)).join(' and ')}: give one.`);
  }
  const file = configFileLayer(fileNamedBy(flags, environment), directory);
  return layOver([DEFAULT_LAYER, ...(file === undefined ? [] : [file]), fromEnvironment, fromFlags]);
}

function fileNamedBy(
  flags: Places['flags'],
  environment: Places['environment'],
): { file: string; by: string } | undefined {
  if (typeof flags['config'] === 'string') return { file: flags['config'], by: '--config' };
  const named = environment[CONFIG_VARIABLE];
  return named === undefined || named === '' ? undefined : { file: named, by: CONFIG_VARIABLE };
}

function planFrom(settings: EffectiveSettings): RunPlan {
  const { ca, silence, concurrency, suite } = settings;
  const [maxWait, pinnedLateness] = [settings['max-wait'], settings['pin-lateness']];
  const [limitWait, duration, cleanUp] = [settings['limit-wait'], settings['max-duration'], settings['clean-up']];
  const restartCommand = settings['restart-command'];
  const set = settings['pin-set'];
  return runPlanSchema.parse({
    ...wishesIn(settings),
    target: targetFrom(settings.target?.value ?? DEFAULTS.target, settings.target?.origin ?? 'default'),
    ...(suite === undefined ? {} : { sort: suite.value }),
    accounts: accountsFrom(settings),
    headers: settings.headers?.value,
    keep: settings.keep?.value,
    ...(set === undefined ? {} : { pinSet: set.value }),
    ...(ca === undefined ? {} : { ca: certificatesIn(ca.value, ca.origin) }),
    ...(maxWait === undefined ? {} : { maxWait: maxWait.value * 1_000 }),
    ...(limitWait === undefined ? {} : { limitWait: limitWait.value * 1_000 }),
    bounds: {
      ...(duration === undefined ? {} : { duration: duration.value * 1_000 }),
      ...(cleanUp === undefined ? {} : { cleanUp: cleanUp.value * 1_000 }),
    },
    ...(silence === undefined ? {} : { silence: silence.value * 1_000 }),
    ...(pinnedLateness === undefined ? {} : { pinnedLateness: pinnedLateness.value }),
    ...(restartCommand === undefined ? {} : { restartCommand: restartCommand.value }),
    ...(concurrency === undefined ? {} : { concurrency: concurrency.value }),
    exploration: explorationFrom(settings),
  });
}

/** What the settings say of the revisions to judge; there are some that it can be about. */
function wishesIn(settings: EffectiveSettings): RevisionWishes {
  const { revision, only, pins } = settings;
  const dialectSetting = DIALECT_SETTINGS.find((name) => settings[name] !== undefined);
  const wishes: RevisionWishes = {
    revisions: revision === undefined || revision.value === 'auto' ? undefined : revision.value,
    only: only?.value ?? [],
    pins: asTexts(pins?.value ?? {}),
    dialect: dialectsFrom((name) => settings[name]?.value),
  };
  const origins: Origins = {
    revisions: revision?.origin ?? 'revision',
    only: only?.origin ?? 'only',
    pins: pins?.origin ?? 'pins',
    dialect: dialectSetting === undefined ? 'dialect' : (settings[dialectSetting]?.origin ?? dialectSetting),
  };
  requireKnown(wishes, origins.only);
  requireCandidates(wishes, origins);
  return wishes;
}

function explorationFrom(settings: EffectiveSettings): RunPlan['exploration'] {
  const { seed, runs, replay } = settings;
  const budget = settings['time-budget'];
  return {
    ...(seed === undefined ? {} : { seed: seed.value }),
    ...(runs === undefined ? {} : { runs: runs.value }),
    ...(budget === undefined ? {} : { timeBudget: budget.value * 1_000 }),
    ...(replay === undefined ? {} : { replay: replay.value }),
  };
}

function asTexts(pins: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(pins).map(([question, reading]) => [question, String(reading)]));
}

/** Makes sure that a target is one, and writes it as everything else expects it. */
function targetFrom(text: string, origin: string): string {
  if (text === 'embedded') return text;
  const wanted = "give the homeserver's URL, such as http://127.0.0.1:8008";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new UsageError(`${origin}: ${text}: ${wanted}.`);
  if (url.username !== '' || url.password !== '') {
    // The text is not repeated, since there is a password in it.
    throw new UsageError(
      `${origin}: there are credentials in this URL; put an Authorization header under headers instead.`,
    );
  }
  if (url.search !== '' || url.hash !== '') throw new UsageError(`${origin}: ${wanted}, without ? and #.`);
  return text.replace(/\/_matrix(\/.*)?$/, '').replace(/\/+$/, '');
}

function certificatesIn(file: string, origin: string): string {
  const pem = readFile(file, origin);
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`${origin}: there is no certificate in ${file}; it has to be in PEM form.`);
  }
  return pem;
}
