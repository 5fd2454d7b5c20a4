import { readFile } from 'node:fs/promises';

/** What vitest's JSON reporter writes, as far as the test commands read it. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    /** The path of the file. */
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** The totals of a run, and what failed in it. */
export interface TestOutcome {
  passed: number;
  failed: number;
  skipped: number;
  failures: { file: string; test: string; message: string }[];
}

/** More failures than this are not chance. */
const maxRepeated = 5;

export async function readReport(path: string): Promise<TestOutcome | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const report = JSON.parse(text) as Report;
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults
      .filter((result) => result.status === 'failed')
      .map(({ fullName, failureMessages }) => ({ file: name, test: fullName, message: failureMessages.join('\n') }));
    // A file that could not be loaded, or whose set-up failed, has no failed test.
    return failed.length === 0 && status === 'failed' ? [{ file: name, test: '(the file)', message }] : failed;
  });
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

/**
 * The files to run once more, alone, before the run counts as failed: none where a property was refuted (the next run would
 * draw other examples), or where too much failed.
 */
export function filesToRepeat({ failures }: TestOutcome): string[] {
  if (failures.length > maxRepeated) return [];
  if (failures.some(({ message }) => message.includes('Property failed after'))) return [];
  return [...new Set(failures.map(({ file }) => file))];
}
