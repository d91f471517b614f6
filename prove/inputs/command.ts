import { parseArgs } from 'node:util';
import { startLocalSystem } from '../../testing/local-system.ts';
import { fuzzImports } from './fuzz-imports.ts';
import { fuzzMessages } from './fuzz-messages.ts';
import { fuzzNames } from './fuzz-names.ts';
import { type ApiDocument, type Call, fuzzRoutes } from './fuzz-routes.ts';
import { fuzzRows } from './fuzz-rows.ts';
import { fuzzStream } from './fuzz-stream.ts';
import { fuzzSystem } from './fuzz-system.ts';
import type { InputsOutcome } from './outcome.ts';

const HELP = `npm run prove -- inputs [--cases 100000] [--seed 1] [--json]

Sends structured, seeded bad inputs: messages and CloudEvents between good neighbours (50 % of the cases), names of
people and of CloudEvents under escapes (10 %), records of the table's stream (10 %), bills (10 %), and to a whole
local system messages by its queue, through recorder and aggregator (5 %), rows by npm run import (5 %), and requests
made of the OpenAPI document, price overrides among them (10 %). Ends with 1 when one of them stops a batch, answers
5xx, is refused without a field, hurts a neighbour, shows a hidden name, or when sent is not
recorded + rejected + duplicates + conflicts.

  --cases N   how many in all
  --seed N    another seed, other cases
  --json      only the last line, one JSON object
`;

/** Cases of one kind between two lines of progress; each part has a seed of its own. */
const PART = 5_000;

function apiCall(api: string, token: string): Call {
  return async (method, path, body) => {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined || method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };
}

type Run = (cases: number, seed: number) => InputsOutcome | Promise<InputsOutcome>;

async function inParts(cases: number, seed: number, run: Run, say: (text: string) => void) {
  const counts: Record<string, number> = {};
  const faults: string[] = [];
  for (let done = 0; done < cases; done += PART) {
    const part = await run(Math.min(PART, cases - done), seed + done);
    for (const [name, count] of Object.entries(part.counts)) counts[name] = (counts[name] ?? 0) + count;
    faults.push(...part.faults);
    say(`  ${Math.min(done + PART, cases)} of ${cases}, ${faults.length} faults`);
  }
  return { cases, counts, faults };
}

async function prove(cases: number, seed: number, say: (text: string) => void) {
  const tenth = Math.floor(cases / 10);
  const part = async (name: string, count: number, run: Run) => {
    say(`${name}: ${count} cases`);
    return [name, await inParts(count, seed, run, say)] as const;
  };
  const found = [
    await part('messages', cases - 5 * tenth, fuzzMessages),
    await part('names', tenth, fuzzNames),
    await part('stream', tenth, fuzzStream),
    await part('bills', tenth, fuzzImports),
  ];
  await using system = await startLocalSystem();
  const { api, tokens } = system.endpoints;
  const document = (await (await fetch(`${api}/openapi.json`)).json()) as ApiDocument;
  const call = apiCall(api, tokens.admin);
  const at = new Date();
  const half = Math.floor(tenth / 2);
  found.push(
    await part('system', half, (count, start) => fuzzSystem(count, start, at, system.endpoints, call)),
    await part('rows', tenth - half, (count, start) => fuzzRows(count, start, at, system.file)),
    await part('routes', tenth, (count, start) => fuzzRoutes(count, start, document, call)),
  );
  return found;
}

/** Runs the proof; 0 if it holds. @throws RangeError when an option is not a number */
export async function command(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  for (const name of ['cases', 'seed'] as const) {
    if (!/^[1-9]\d{0,8}$/.test(values[name]))
      throw new RangeError(`--${name} must be a whole number from 1; it is "${values[name]}"`);
  }
  const say = (text: string): void => {
    if (!values.json) console.log(text);
  };
  const found = await prove(Number(values.cases), Number(values.seed), say);
  const faults = found.flatMap(([name, outcome]) => outcome.faults.map((fault) => `${name}: ${fault}`));
  for (const fault of faults.slice(0, 20)) console.error(fault);
  const ok = faults.length === 0;
  const counts = Object.fromEntries(found.map(([name, outcome]) => [name, outcome.counts]));
  console.log(
    JSON.stringify({
      ok,
      cases: Number(values.cases),
      seed: Number(values.seed),
      faults: faults.length,
      ...counts,
    }),
  );
  return ok ? 0 : 1;
}
