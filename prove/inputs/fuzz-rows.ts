import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Choices } from '../faults/random.ts';
import { nastyText } from './nasty.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';

const IMPORT = path.join(import.meta.dirname, '../../scripts/import.ts');
const COLUMNS = [
  'id',
  'timestamp',
  'provider',
  'model',
  'cost',
  'metadata',
  'userId',
  'resourceType',
  'resourceId',
];

/** What the import says at its end. */
interface Report {
  readonly rows: number;
  readonly sent: number;
  readonly rejected: number;
}

/**
 * Runs `npm run import` over a table of `cases` rows, some of them spoilt; `endpoints` names the running system
 * that takes them, without it they are only checked. Faults: another end than 0 or 2, rows that are neither sent
 * nor rejected, and a rejected row without the field.
 */
export async function fuzzRows(
  cases: number,
  seed: number,
  at: Date,
  endpoints?: string,
): Promise<InputsOutcome> {
  const choices = new Choices(seed);
  const folder = mkdtempSync(path.join(tmpdir(), 'costkeeper-rows-'));
  try {
    const file = path.join(folder, 'rows.csv');
    const list = path.join(folder, 'rejected.jsonl');
    const rows = Array.from({ length: cases }, (_, index) => rowOf(index, seed, at, choices));
    writeFileSync(file, [COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\n') + '\n');
    const target = endpoints === undefined ? ['--dry-run'] : ['--endpoints', endpoints];
    const args = ['--map', 'CostEntry', '--table', `rows-${seed}`, '--json', '--rejected', list, ...target];
    const { code, said } = await run([file, ...args]);
    if (code !== 0 && code !== 2)
      return { cases, counts: {}, faults: [`the import ended with ${code}: ${said}`] };
    const report = JSON.parse(said.trim().split('\n').at(-1) ?? '') as Report;
    const { rejected } = report;
    const faults = readFileSync(list, 'utf8').split('\n').filter(Boolean).filter(namesNothing);
    if (report.rows !== cases || report.sent + rejected !== cases)
      faults.push(`${cases} rows came to ${JSON.stringify({ ...report, rejectedRows: undefined })}`);
    return {
      cases,
      counts: { sent: report.sent, rejected },
      faults: faults.map((one) => faultLine('a row', one)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowOf(index: number, seed: number, at: Date, choices: Choices): string[] {
  const good = [
    `row-${seed}-${index}`,
    at.toISOString(),
    'openai',
    'gpt-4o-mini',
    '0.0004',
    '{"inputTokens":800,"outputTokens":340}',
    `user-${index % 5}`,
    'episode',
    `ep-${index % 7}`,
  ];
  return good.map((value) => (choices.chance(0.08) ? nastyText(choices).toWellFormed() : value));
}

function cell(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

function namesNothing(line: string): boolean {
  const { errors } = JSON.parse(line) as { errors?: readonly { field?: unknown; message?: unknown }[] };
  return !errors || errors.length === 0 || errors.some(({ field, message }) => !field || !message);
}

async function run(args: readonly string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [IMPORT, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve).once('error', reject);
  });
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, said: out || errors };
}
