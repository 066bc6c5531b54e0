/** What the package gives under its name: the suites as a library. */
export { type ConformanceTest, conformanceTests, type TestContext, type TestOutcome } from './conformance-tests.js';
export { runConformance, type RunOptions } from './run-conformance.js';
export type { Settings } from '../cli/config/settings.js';
export { UsageError } from '../cli/usage-error.js';
export type { Report } from '../report/document/report-schema.js';
