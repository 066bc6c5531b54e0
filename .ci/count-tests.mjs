// Prints `N passed, N failed` from the JSON report of a Vitest run. A test file that could not even be loaded holds no
// tests to count, so it counts as one failure itself.
import { readFileSync } from 'node:fs';

const [reportFile] = process.argv.slice(2);
const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(reportFile, 'utf8'));
const unloadable = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);
const failed = numFailedTests + unloadable.length;

console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || numPassedTests === 0 ? 1 : 0;
