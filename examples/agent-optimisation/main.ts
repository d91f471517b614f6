/**
 * An agent that saves money: records work that costs more than it need, reads the optimization for it, plans
 * from one answer alone, and notes what it followed. It asks no model: the answer is complete enough for rules.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createCostkeeperReader } from '../../client/reader.ts';
import { readOptions } from '../support/options.ts';
import { type Optimization, planFor } from './agent.ts';

const CALLS = 60;
const WAIT_MS = 30_000;

const { endpoints, user, job, json } = readOptions(
  'agent-optimisation',
  'an agent that reads one optimization and acts on it',
);
const { api, tokens } = endpoints;
const operation = `summary-${job}`;
const reader = createCostkeeperReader({ apiUrl: api, token: tokens.reader });

async function post(path: string, token: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${api}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function expensiveCalls(): object[] {
  const occurredAt = new Date().toISOString();
  return Array.from({ length: CALLS }, (_, index) => ({
    id: `${job}-${index}`,
    occurredAt,
    provider: 'openai',
    model: 'gpt-4o',
    usage: { input_tokens: 200_000, output_tokens: 50_000 },
    operation,
    userId: user,
    outcome: 'success',
  }));
}

/** The best harmless change of model for our calls, as soon as all of them are counted. */
async function awaitOptimization(): Promise<Optimization> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const { items } = await reader.get<{ items: Optimization[] }>('/optimizations', { status: 'pending' });
    const found = items.find(({ action, evidence, risk }) => {
      const mine = action.operation === operation && action.type === 'switch-model';
      return mine && risk === 'low' && evidence['calls'] === CALLS;
    });
    if (found) return reader.get(`/optimizations/${found.id}`);
    if (Date.now() > until) throw new Error('there is no optimization for these calls');
    await sleep(250);
  }
}

await post('/record', tokens.writer, { events: expensiveCalls() });
const optimization = await awaitOptimization();
const plan = planFor(optimization);
if (!json) {
  console.log(optimization.title);
  for (const step of optimization.guide) console.log(`  - ${step}`);
  console.log(`The agent would ${plan.decision}: ${plan.because}`);
  for (const change of plan.changes) console.log(`  ${change}`);
}
const applied =
  plan.decision === 'apply' && (await post(`/optimizations/${optimization.id}/apply`, tokens.admin, {}));
if (json) console.log(JSON.stringify({ optimization, plan, applied }));
else if (applied)
  console.log(`Noted: what it saves from now on is at ${api}/optimizations/${optimization.id}`);
