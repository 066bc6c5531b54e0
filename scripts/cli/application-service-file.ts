import { z } from 'zod';

import type { ApplicationService } from '../../reference/homeserver.js';
import { readFile } from './config/read-file.js';
import { readYaml, type YamlFile } from './yaml/read-yaml.js';

/** The parts of an application service's registration that the reference homeserver heeds; others may be there. */
const registrationSchema = z.object({
  as_token: z.string().min(1),
  sender_localpart: z.string().min(1),
  namespaces: z
    .object({
      users: z.array(z.object({ regex: z.string().min(1), exclusive: z.boolean().optional() })).optional(),
    })
    .optional(),
});

type Registration = z.infer<typeof registrationSchema>;

/** What has to stand at a place of a registration, in words. */
const EXPECTED: Readonly<Record<string, string>> = {
  as_token: 'the access token by which the homeserver knows the service',
  sender_localpart: 'the part before the colon of the user id of its own user',
  users: 'a list of namespaces, each with a regex',
  regex: 'a regular expression for whole user ids',
  exclusive: 'true or false',
};

/**
 * Reads the registration of an application service, as other homeservers do: YAML, of which JSON is a part.
 *
 * @param where - the flag that names the file, for the sentence that says what is wrong
 * @see https://spec.matrix.org/latest/application-service-api/#registration
 */
export function applicationServiceIn(file: string, where: string): ApplicationService {
  const expected = (path: readonly PropertyKey[]): string | undefined =>
    EXPECTED[String(path.findLast((part) => typeof part === 'string') ?? '')] ?? 'the registration of a service';
  const registration = readYaml(file, readFile(file, where), registrationSchema, expected, true);
  const { as_token: asToken, sender_localpart: senderLocalpart, namespaces } = registration.value;
  const users = namespaces?.users ?? [];
  return {
    asToken,
    senderLocalpart,
    ...(users.length === 0 ? {} : { userNamespace: namespaceOf(registration) }),
    isExclusive: users.some(({ exclusive }) => exclusive === true),
  };
}

/** One namespace in place of all: what begins as any of them says. */
function namespaceOf({ value, mistakeAt }: YamlFile<Registration>): RegExp {
  const parts = (value.namespaces?.users ?? []).map(({ regex }, index) => {
    try {
      return new RegExp(regex).source;
    } catch {
      throw mistakeAt(['namespaces', 'users', index, 'regex'], 'regex is no regular expression');
    }
  });
  return new RegExp(parts.map((part) => `(?:${part})`).join('|'));
}
