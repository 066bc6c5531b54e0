import type { CheckReport } from '../../../document/check-schema.js';

/** When what happened in a check, as a report tells it. */
export type CourseReport = NonNullable<CheckReport['course']>;

/** What a check expected of some time, as a report tells it. */
export type ExpectationReport = CourseReport['expectations'][number];
