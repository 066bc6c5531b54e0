import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ajv = new Ajv2020({ strict: true, allErrors: true });
// Its types are those of a module of the other kind.
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8')) as object;

/** Whether a document fits the published schema of reports; where not, `validate.errors` says why. */
export const validate = ajv.compile(schema);
