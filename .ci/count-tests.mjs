// Prints `N passed, N failed` from the JSON report of a Vitest run, after what failed and how: the place where it was
// printed first is thousands of lines above by then. A test file that could not even be loaded holds no tests to count,
// so it counts as one failure itself.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [reportFile] = process.argv.slice(2);
const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(reportFile, 'utf8'));
const failedTests = testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.filter((test) => test.status === 'failed').map((test) => ({ name, ...test })),
);
const unloadable = testResults.filter(
  ({ name, status }) => status === 'failed' && !failedTests.some((test) => test.name === name),
);
const failed = numFailedTests + unloadable.length;

for (const { name, fullName, failureMessages } of failedTests) {
  console.log(`Failed: ${relative('.', name)} > ${fullName}\n${failureMessages.join('\n')}\n`);
}
for (const { name, message } of unloadable) {
  console.log(`Failed: ${relative('.', name)}\n${message}\n`);
}
console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || numPassedTests === 0 ? 1 : 0;
