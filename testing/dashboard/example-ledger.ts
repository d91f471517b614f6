import { waitFor } from '../wait-for.ts';

/** One request to a running system as an administrator. */
export type CallLedger = <T>(method: string, route: string, body?: object) => Promise<T>;

const MODELS = [
  ['openai', 'gpt-4o-mini', 'input_tokens', 90_000],
  ['openai', 'gpt-4o', 'output_tokens', 20_000],
  ['anthropic', 'claude-sonnet-4-5', 'output_tokens', 30_000],
  ['elevenlabs', 'eleven_multilingual_v2', 'characters', 2000],
  ['house', 'house-model', 'input_tokens', 1000],
] as const;

const GROUPS = 8;

/** Usage of the last 30 days: 12 users, 8 groups, 60 resources; of 15 calls that failed all but one are of gpt-4o. */
function makeEvents(now: number) {
  return Array.from({ length: 360 }, (_, index) => {
    const [provider, model, unit, size] = MODELS[index % 29 === 0 ? 4 : index % 4] ?? MODELS[0];
    const day = index % 30;
    return {
      id: `event-${index}`,
      occurredAt: new Date(now - day * 86_400_000 - (index % 7) * 60_000).toISOString(),
      provider,
      model,
      usage: { [unit]: size + ((index * 7919) % size) },
      operation: ['research', 'script', 'voice'][index % 3],
      ...(index % 24 === 5 ? { outcome: 'failed' } : {}),
      ...(index % 13 === 12 ? {} : { userId: `user-${(index % 12) + 1}` }),
      resource: { type: 'episode', id: `ep-${index % 60}` },
      group: { type: 'podcast', id: `pod-${index % GROUPS}` },
      tags: { tier: `tier${(index % 3) + 1}` },
    };
  });
}

/** How many events of the example are in the totals, whatever else the ledger has. */
async function countExample(call: CallLedger, now: number): Promise<number> {
  const [from, to] = [31, 0].map((days) => new Date(now - days * 86_400_000).toISOString().slice(0, 10));
  const groups = await Promise.all(
    Array.from({ length: GROUPS }, (_, index) =>
      call<{ events: number }>('GET', `/groups/podcast/pod-${index}?from=${from}&to=${to}&limit=1`),
    ),
  );
  return groups.reduce((sum, { events }) => sum + events, 0);
}

/** Records the events of the example, unless an earlier call has, and waits until all are in the totals. */
export async function recordExample(call: CallLedger, now: number): Promise<void> {
  const events = makeEvents(now);
  const count = () => countExample(call, now);
  if ((await count()) === 0) {
    const { rejected } = await call<{ rejected: object[] }>('POST', '/record', { events });
    if (rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(rejected[0])}`);
  }
  await waitFor('the events in the totals', count, (counted) => counted >= events.length);
}

/** Limits, a name and a budget of every user, so that each page has something to show. */
export async function addBudgets(call: CallLedger): Promise<void> {
  await call('PUT', '/budget/config', { monthlyLimit: '90', dailyLimit: '5' });
  await call('PUT', '/groups/podcast/pod-1', { name: 'Science', createdBy: 'user-1' });
  await call('POST', '/budgets', {
    name: 'Each user',
    scope: { kind: 'user', id: '*' },
    period: 'monthly',
    limitUsd: '8',
    thresholds: [{ percent: 50 }, { percent: 100 }],
    enforcement: 'alert',
  });
}
