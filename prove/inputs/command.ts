import { readFileSync } from 'node:fs';
import { ownToken } from '../../testing/bad-tokens.ts';
import { startLocalSystem } from '../../testing/local-system.ts';
import { cursorRequests, rangeRequests, timeRequests } from './calendar-cases.ts';
import { tryDoors } from './doors.ts';
import { fuzzCells } from './fuzz-cells.ts';
import { fuzzImports } from './fuzz-imports.ts';
import { fuzzLists } from './fuzz-lists.ts';
import { fuzzMessages } from './fuzz-messages.ts';
import { fuzzNames } from './fuzz-names.ts';
import { fuzzRoutes } from './fuzz-routes.ts';
import { fuzzRows } from './fuzz-rows.ts';
import { fuzzStream } from './fuzz-stream.ts';
import { fuzzSystem } from './fuzz-system.ts';
import { tryGateAsUser } from './gate-user.ts';
import { tryOldestDay } from './oldest-day.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';
import { type Progress, tellTenths } from './progress.ts';
import { depthsOf, proveDepth } from './prove-depth.ts';
import { askerOf, tryBadTokens, tryOddGroups } from './roles.ts';
import { type Call, sendAll } from './send-all.ts';
import { trySilentTable } from './silent-table.ts';
import { type ApiDocument, textSlotsOf } from './slots.ts';
import { textRequests } from './text-cases.ts';
import { readProofOptions } from '../read-options.ts';

/** What the proof consists of, in the order that it is run in. */
const PARTS = [
  'messages',
  'lists',
  'names',
  'stream',
  'bills',
  'cells',
  'depth',
  'oldest day',
  'doors',
  'bad tokens',
  'odd groups',
  'gate',
  'calendar',
  'texts',
  'silent table',
  'system',
  'rows',
  'routes',
] as const;
type PartName = (typeof PARTS)[number];

const HELP = `npm run prove -- inputs [--cases 100000] [--seed 1] [--only PART] [--json]

Sends structured, seeded bad inputs: messages and CloudEvents between good neighbours (45 % of the cases), lists of one
to a thousand events, packed too, to /record and the recorder (5 %), names of people and of CloudEvents under escapes
(10 %), records of the table's stream (10 %), bills (5 %), cells of CSV and texts of Slack (5 %), and to a whole local
system messages by its queue, through recorder and aggregator (5 %), rows by npm run import (5 %), requests made of the
OpenAPI document, as each role and as nobody (9 %), and the gate as people without a role (1 %). Besides, whatever the number: fifty depths in a fresh process; every route with every day,
month, period, time, range and cursor at the ends of the calendar; every text of every route, nested ones too, in five
sizes and with halves of characters; every operation with bad tokens and with odd groups; every read with one event at
the oldest day; listeners, foreign Hosts and Origins; a table that does not answer.

Ends with 1 when one of them stops a batch, answers 5xx or after more than a second (503 within five from a silent
table; on a busy machine after more than 60 plain requests take at that moment), is refused in more than 64 KB or without a field, hurts a neighbour, shows a hidden
name or another's budget, or when sent is not recorded + rejected + duplicates + conflicts. The last line has the
seconds that each kind took.

  --cases N   how many in all
  --seed N    another seed, other cases
  --only PART one part alone, with its share of the cases:
              ${PARTS.join(', ')}
  --json      only the last line, one JSON object
`;

/** Cases of one kind between two lines of progress; each part has a seed of its own. */
const PART = 5_000;
/** The same where a whole system answers each case. */
const SYSTEM_PART = 500;
/** Faults of one kind that are told as soon as they are found. */
const SHOWN = 20;

function apiCall(api: string, token: string | undefined): Call {
  return async (method, path, body) => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body === undefined || method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
}

type Run = (cases: number, seed: number) => InputsOutcome | Promise<InputsOutcome>;

async function inParts(cases: number, seed: number, run: Run, size: number, say: (text: string) => void) {
  const counts: Record<string, number> = {};
  const faults: string[] = [];
  const started = performance.now();
  for (let done = 0; done < cases; done += size) {
    const part = await endOf(() => run(Math.min(size, cases - done), seed + done));
    for (const [name, count] of Object.entries(part.counts)) counts[name] = (counts[name] ?? 0) + count;
    for (const fault of part.faults.slice(0, Math.max(0, SHOWN - faults.length))) say(`  ${fault}`);
    faults.push(...part.faults);
    say(`  ${Math.min(done + size, cases)} of ${cases}, ${faults.length} faults`);
  }
  return { cases, counts: { ...counts, seconds: secondsSince(started) }, faults };
}

/** The result of a part; an error that ends it is a fault, and the other parts go on. */
async function endOf(run: () => InputsOutcome | Promise<InputsOutcome>): Promise<InputsOutcome> {
  try {
    return await run();
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { cases: 0, counts: {}, faults: [faultLine('ended by an error', told)] };
  }
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 100) / 10;
}

type Part = readonly [name: string, outcome: InputsOutcome];

/** Runs the parts of the proof one after the other, or one alone, and keeps what each came to. */
function inTurn(seed: number, only: string | undefined, say: (text: string) => void) {
  const found: Part[] = [];
  return {
    found,
    /** A part of so many cases; without a size of its own, in steps of PART. */
    part: async (name: PartName, cases: number, run: Run, size = PART): Promise<void> => {
      if (only !== undefined && only !== name) return;
      say(`${name}: ${cases} cases`);
      found.push([name, await inParts(cases, seed, run, size, say)]);
    },
    /** A part whose cases are what there is to try. */
    whole: async (name: PartName, run: (progress: Progress) => Promise<InputsOutcome>): Promise<void> => {
      if (only !== undefined && only !== name) return;
      say(`${name}:`);
      const started = performance.now();
      const { cases: tried, counts, faults } = await endOf(() => run(tellTenths(say)));
      const seconds = secondsSince(started);
      for (const fault of faults.slice(0, SHOWN)) say(`  ${fault}`);
      say(`${name}: ${tried} cases in ${seconds} s, ${faults.length} faults`);
      found.push([name, { cases: tried, counts: { ...counts, seconds }, faults }]);
    },
  };
}

async function prove(
  { cases, seed }: Readonly<Record<'cases' | 'seed', number>>,
  only: string | undefined,
  say: (text: string) => void,
): Promise<Part[]> {
  const tenth = Math.floor(cases / 10);
  const half = Math.floor(tenth / 2);
  const { found, part, whole } = inTurn(seed, only, say);
  await part('messages', cases - 5 * tenth - half, fuzzMessages);
  await part('lists', half, fuzzLists);
  await part('names', tenth, fuzzNames);
  await part('stream', tenth, fuzzStream);
  await part('bills', half, fuzzImports);
  await part('cells', tenth - half, fuzzCells);
  await whole('depth', () => proveDepth(depthsOf(seed)));
  // The part that was asked for needs no system.
  if (only !== undefined && found.length > 0) return found;
  await using system = await startLocalSystem('--table-answer-ms', '3000');
  const { api, tokens } = system.endpoints;
  const document = (await (await fetch(`${api}/openapi.json`)).json()) as ApiDocument;
  const call = apiCall(api, tokens.admin);
  const at = new Date();
  // First, while the ledger is empty.
  await whole('oldest day', (progress) => tryOldestDay(document, at, call, progress));
  await whole('doors', () => tryDoors(system));
  const key = JSON.parse(readFileSync(system.keyFile, 'utf8')) as Parameters<typeof ownToken>[0];
  const second = Math.floor(at.getTime() / 1000);
  await whole('bad tokens', (progress) => tryBadTokens(document, key, second, askerOf(api), { progress }));
  await whole('odd groups', (progress) => tryOddGroups(document, key, second, askerOf(api), progress));
  const gate = Math.floor(tenth / 10);
  const tokenOf = (sub: string) => ownToken(key, second, { sub, 'cognito:groups': undefined });
  // Before anything makes budgets that concern everybody.
  const asUser: Run = (count, start) => tryGateAsUser(count, start, system, tokenOf);
  await part('gate', gate, asUser, SYSTEM_PART);
  const slots = textSlotsOf(document);
  const ends = [...timeRequests(slots), ...rangeRequests(slots), ...cursorRequests(slots)];
  await whole('calendar', (progress) => sendAll(ends, call, progress));
  await whole('texts', (progress) => sendAll(textRequests(slots, { each: true }), call, progress));
  await whole('silent table', (progress) => trySilentTable(system, progress));
  const callers = [...Object.entries(tokens), ['nobody', undefined] as const].map(
    ([name, token]) => [name, apiCall(api, token)] as const,
  );
  const messages: Run = (count, start) => fuzzSystem(count, start, at, system.endpoints, call);
  const requests: Run = (count, start) => fuzzRoutes(count, start, document, callers, { timed: true });
  await part('system', half, messages, SYSTEM_PART);
  await part('rows', tenth - half, (count, start) => fuzzRows(count, start, at, system.file), SYSTEM_PART);
  await part('routes', tenth - gate, requests, SYSTEM_PART);
  return found;
}

/** Runs the proof; 0 if it holds. @throws RangeError when an option is not a number */
export async function command(args: readonly string[]): Promise<number> {
  const options = readProofOptions(args, HELP, { cases: 100_000, seed: 1 }, PARTS);
  if (options === undefined) return 0;
  const { numbers, only, json } = options;
  const say = (text: string): void => {
    if (!json) console.log(text);
  };
  const found = await prove(numbers, only, say);
  const faults = found.flatMap(([name, outcome]) => outcome.faults.map((fault) => `${name}: ${fault}`));
  for (const fault of faults.slice(0, SHOWN)) console.error(fault);
  const ok = faults.length === 0;
  const counts = Object.fromEntries(found.map(([name, outcome]) => [name, outcome.counts]));
  console.log(
    JSON.stringify({
      ok,
      cases: numbers.cases,
      seed: numbers.seed,
      ...(only === undefined ? {} : { only }),
      faults: faults.length,
      ...counts,
    }),
  );
  return ok ? 0 : 1;
}
