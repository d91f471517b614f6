import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedCall } from '../../../local/iam/record-calls.ts';

const FILE = join(import.meta.dirname, '../../local/iam/recorded-calls.jsonl');
/** What renews the file: every test that drives a local system, with what only a proof has time for. */
const RENEW =
  'RECORD_CALLS=renew PROPERTY_TIMES=1 npx vitest run test/flow test/local test/dashboard test/cli test/client test/docs test/examples';

/** The kinds of calls that roles and services have made in the suite's local systems. */
export function readRecordedCalls(): RecordedCall[] {
  return existsSync(FILE) ? linesAsCalls(linesOf(FILE)) : [];
}

/** Kinds of calls that the local systems of this run wrote into the folder, once each, in order. */
function callsOfRun(folder: string): RecordedCall[] {
  return linesAsCalls(readdirSync(folder).flatMap((name) => linesOf(join(folder, name))));
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function linesAsCalls(lines: readonly string[]): RecordedCall[] {
  return [...new Set(lines)].toSorted().map((line) => JSON.parse(line) as RecordedCall);
}

/** The calls of a run that the file lacks. */
function unrecorded(calls: readonly RecordedCall[]): RecordedCall[] {
  const known = new Set(readRecordedCalls().map((call) => JSON.stringify(call)));
  return calls.filter((call) => !known.has(JSON.stringify(call)));
}

/**
 * Holds the calls of a run against the file, or writes it: RECORD_CALLS=renew makes it anew of the whole suite,
 * `add` adds what this run brought. @throws where the run made a call that the file lacks
 */
export function settleCalls(folder: string): void {
  const calls = callsOfRun(folder);
  const mode = process.env['RECORD_CALLS'];
  if (mode === 'renew' || mode === 'add') {
    const kept = mode === 'add' ? readRecordedCalls() : [];
    const all = linesAsCalls([...kept, ...calls].map((call) => JSON.stringify(call)));
    writeFileSync(FILE, all.map((call) => `${JSON.stringify(call)}\n`).join(''));
    return;
  }
  const lacking = unrecorded(calls);
  if (lacking.length === 0) return;
  throw new Error(
    `test/local/iam/recorded-calls.jsonl lacks calls that this run made:\n` +
      `${lacking.map((call) => `  ${JSON.stringify(call)}`).join('\n')}\nRenew it: ${RENEW}`,
  );
}
