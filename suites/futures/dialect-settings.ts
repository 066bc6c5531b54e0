import { z } from 'zod';

import type { DialectSetting } from '../kit/checks/revision.js';

/** What a person may set about how a server speaks the `futures` revision. */
export const futuresSettings = {
  prefix: {
    field: 'prefix',
    schema: z
      .string()
      .regex(/^\/\S*[^/]$/)
      .describe(
        'What the paths of the revision begin with (Q-PREFIX), such as /_matrix/client/v3; unset, it is found out.',
      ),
    placeholder: 'path',
    help: 'what the paths begin with, instead of finding it out',
    expected: 'a path, such as /_matrix/client/v3',
  },
  'token-method': {
    field: 'method',
    schema: z
      .enum(['POST', 'PUT'])
      .describe('The method that the token endpoint is called with (Q-METHOD); unset, it is found out.'),
    placeholder: 'method',
    help: 'POST or PUT on tokens, instead of finding it out',
    expected: 'POST or PUT',
    read: (text: string) => text.toUpperCase(),
  },
  unit: {
    field: 'unit',
    schema: z.enum(['ms', 's']).describe('What future_timeout counts (Q-UNIT); unset, it is found out.'),
    placeholder: 'unit',
    help: 'what future_timeout counts, ms or s, instead of finding it out',
    expected: 'ms or s',
  },
} as const satisfies Readonly<Record<string, DialectSetting>>;
