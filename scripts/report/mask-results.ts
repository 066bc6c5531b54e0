import type { CheckResult } from '../../suites/kit/checks/check-result.js';
import { maskedCourse } from '../../suites/kit/checks/course.js';
import { maskedEvidence } from '../../suites/kit/checks/masked-evidence.js';
import { maskedViolation } from '../../suites/kit/checks/masked-violation.js';
import type { RunEnding } from '../../suites/kit/targets/run-ending.js';
import type { Secrets } from '../../suites/kit/connection/secrets.js';

/**
 * Results without the secrets that a person has given to the run, wherever a server may have repeated them. What checks
 * themselves have seen is masked already; ids and readings are left alone.
 */
export function maskResults(results: readonly CheckResult[], secrets: Secrets): CheckResult[] {
  const mask = (text: string): string => secrets.mask(text);
  return results.map((result) => ({
    ...result,
    message: mask(result.message),
    ...(result.violation === undefined ? {} : { violation: maskedViolation(result.violation, mask) }),
    warnings: result.warnings.map((warning) => ({ ...warning, message: mask(warning.message) })),
    ...(result.course === undefined ? {} : { course: maskedCourse(result.course, mask) }),
    evidence: result.evidence.map((entry) => maskedEvidence(entry, mask)),
  }));
}

/** The same for how the run itself went. */
export function maskEnding(ending: RunEnding, secrets: Secrets): RunEnding {
  const { left, remarks, cutShort } = ending;
  return {
    ...ending,
    left: left.map((sentence) => secrets.mask(sentence)),
    remarks: remarks.map((sentence) => secrets.mask(sentence)),
    ...(cutShort === undefined ? {} : { cutShort: secrets.mask(cutShort) }),
  };
}
