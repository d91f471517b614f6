import { readdirSync, readFileSync } from 'node:fs';
import type { Endpoints } from '../local/endpoints.ts';
import { startLocalSystem } from '../testing/local-system.ts';
import { round } from './support/measure.ts';

/** What `npm run bench` lists. */
export const description =
  'POST /budgets/authorize through the whole local system: latency, and the CPU of each layer below it';

const CALLS = 400;
/** Clock ticks a second of /proc, on every Linux there is. */
const TICKS = 100;

/** One kind of request; each does what the one before does and something more. */
interface Layer {
  readonly name: string;
  readonly what: string;
  readonly send: (endpoints: Endpoints) => Promise<Response>;
}

const USAGE = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1000 } };

const LAYERS: readonly Layer[] = [
  {
    name: 'health',
    what: 'HTTP, gateway, sandbox, middy, router',
    send: ({ api }) => fetch(`${api}/health`),
  },
  {
    name: 'dryRun',
    what: 'and the token, roles, request limit, schema and price',
    send: (endpoints) => post(endpoints, '/record?dryRun=true', USAGE),
  },
  {
    name: 'authorize',
    what: 'and the gate: two reads and two writes of the table',
    send: (endpoints) => post(endpoints, '/budgets/authorize', { ...USAGE, userId: 'user-1' }),
  },
];

function post({ api, tokens }: Endpoints, path: string, body: object, method = 'POST'): Promise<Response> {
  return fetch(api + path, {
    method,
    headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Sends many requests; answers their times in milliseconds, sorted. */
async function times(layer: Layer, endpoints: Endpoints, inFlight: number): Promise<number[]> {
  const list: number[] = [];
  let left = CALLS;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) {
        const sent = performance.now();
        const response = await layer.send(endpoints);
        const text = await response.text();
        if (!response.ok) throw new Error(`${layer.name} answered ${response.status}: ${text}`);
        list.push(performance.now() - sent);
      }
    }),
  );
  return list.sort((a, b) => a - b);
}

/** CPU seconds that a process and its children have used so far; NaN where /proc is not there. */
function cpuSeconds(pid: number): { own: number; children: number } {
  try {
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ticksOf(Number(name)))
      .filter(({ parent }) => parent === pid);
    return { own: ticksOf(pid).seconds, children: children.reduce((sum, { seconds }) => sum + seconds, 0) };
  } catch {
    return { own: Number.NaN, children: Number.NaN };
  }
}

/** A process that ended meanwhile has no parent and no time. */
function ticksOf(pid: number): { parent: number; seconds: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS };
  } catch {
    return { parent: -1, seconds: 0 };
  }
}

/** Runs the benchmark; CPU is of the local system (all its threads) and of the table's engine. */
export async function run(): Promise<object> {
  await using system = await startLocalSystem();
  const { endpoints } = system;
  const budget = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '1000000' };
  const made = await post(endpoints, '/budgets', budget);
  if (!made.ok) throw new Error(`no budget: ${await made.text()}`);
  const result: Record<string, object> = {};
  for (const layer of LAYERS) {
    await times(layer, endpoints, 20);
    for (const inFlight of [1, 20]) {
      const before = cpuSeconds(system.pid);
      const list = await times(layer, endpoints, inFlight);
      const after = cpuSeconds(system.pid);
      const line = {
        p50Ms: round(list[CALLS >> 1] ?? Number.NaN),
        p99Ms: round(list[Math.floor(CALLS * 0.99)] ?? Number.NaN),
        systemCpuMs: round(((after.own - before.own) * 1000) / CALLS),
        engineCpuMs: round(((after.children - before.children) * 1000) / CALLS),
      };
      result[`${layer.name}${inFlight}`] = line;
      const figures = Object.entries(line).map(([key, value]) => `${key} ${value}`);
      console.log(`${layer.name} (${layer.what}), ${inFlight} in flight: ${figures.join(', ')}`);
    }
  }
  return result;
}
