import { z } from 'zod';

import { UsageError } from '../usage-error.js';
import { readYaml } from '../yaml/read-yaml.js';
import { readFile } from './read-file.js';

/** The access tokens in a file: one a line; empty lines and those that begin with `#` do not count. */
export function tokensIn(file: string, where: string): string[] {
  const lines = readFile(file, where)
    .split('\n')
    .map((line) => line.trim());
  const tokens = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (tokens.length === 0) throw new UsageError(`${where}: there is no access token in ${file}; put one on each line.`);
  const broken = lines.findIndex((line) => line !== '' && !line.startsWith('#') && /\s/.test(line));
  if (broken >= 0)
    throw new UsageError(`${where}: line ${broken + 1} of ${file} is no access token: it has a space in it.`);
  return tokens;
}

/** The one secret in a file, without the space around it. */
export function secretIn(file: string, where: string): string {
  const secret = readFile(file, where).trim();
  if (secret === '') throw new UsageError(`${where}: ${file} is empty.`);
  return secret;
}

const credentialsSchema = z.array(z.strictObject({ user: z.string().min(1), password: z.string().min(1) })).min(1);

/** The users in a YAML file: a list, each with `user` and `password`. */
export function credentialsIn(file: string, where: string): z.infer<typeof credentialsSchema> {
  const expected = (): string => 'a list of users, each with user and password';
  return readYaml(file, readFile(file, where), credentialsSchema, expected, true).value;
}
