import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { shareSystem } from '../support/shared/shared.ts';

interface Case {
  readonly id: string;
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly region?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly usage: Readonly<Record<string, unknown>>;
  readonly expectedUsd: string;
}

const CASES = JSON.parse(
  readFileSync(new URL('../core/pricing/cases.json', import.meta.url), 'utf8'),
) as Case[];
const SETTINGS = new Set(['period', 'included', 'subscription', 'override']);

let system: LocalSystem;
beforeAll(async () => {
  system = await shareSystem('ledger');
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

async function post(
  route: string,
  body: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { api, tokens } = system.endpoints;
  const response = await fetch(`${api}${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The case as a question, with everything that is no quantity in its own field. */
function apart({ usage, provider, service, model, region, timestamp }: Case): object {
  const entries = Object.entries(usage);
  const texts = entries.filter(
    ([name, value]) => !SETTINGS.has(name) && typeof value === 'string' && !/^[\d.]+$/.test(value),
  );
  const settings = entries.filter(([name]) => SETTINGS.has(name));
  const parts = entries.filter((entry) => !texts.includes(entry) && !settings.includes(entry));
  return {
    provider,
    service,
    model,
    region,
    at: timestamp,
    usage: Object.fromEntries(parts),
    attributes: Object.fromEntries(texts),
    ...Object.fromEntries(settings),
  };
}

describe('quotes of the running system', () => {
  it.each(CASES)('$id costs $expectedUsd', async (known) => {
    const { provider, service, model, region, timestamp, usage, expectedUsd } = known;
    const together = { provider, service, model, region, at: timestamp, usage };
    for (const body of [together, apart(known)]) {
      const answer = await post('/prices/quote', body);
      expect(answer.body).toMatchObject({
        costUsd: formatDecimal(parseDecimal(expectedUsd)),
        status: 'priced',
        unpriced: [],
      });
    }
  });

  it.each([
    '{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":NaN}}',
    '{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":1e3}}',
    '{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":0.5}}',
    '{"provider":"openai","model":"gpt-4o","usage":{"input_tokens":9007199254740993}}',
    '{"provider":"openai","model":"gpt-4o","usage":{"__proto__":5}}',
    '{"provider":"openai","usage":{"input_tokens":1}}',
    'null',
    '',
  ])('answers %s with what is wrong', async (body) => {
    const answer = await post('/prices/quote', body);
    expect(answer.status).toBe(400);
    expect((answer.body['errors'] as unknown[]).length).toBeGreaterThan(0);
  });
});

/** What the ledger counts of all messages and of the system's own events, which others have recorded too. */
async function standOf(read: (path: string) => Promise<Record<string, unknown>>) {
  const { recorded, rejected } = await read('/status');
  const { events, unpricedEvents, totalUsd } = await read('/users/system');
  const unpriced = await read('/prices/unpriced');
  return {
    recorded: Number(recorded),
    rejected: Number(rejected),
    events: Number(events),
    unpricedEvents: Number(unpricedEvents),
    unpriced: Number(unpriced['events']),
    total: parseDecimal(String(totalUsd)),
  };
}

/** An object with a field that every object has. */
function named(value: unknown): unknown {
  return JSON.parse(`{"constructor": ${JSON.stringify(value)}}`);
}

describe('recording of the running system', () => {
  it('prices an event by its attributes as the quote does, and takes any name for a name', async () => {
    const occurredAt = new Date().toISOString();
    const event = { occurredAt, provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1000 } };
    const events = [
      { ...event, id: 'batch', attributes: { service_tier: 'batch' } },
      { ...event, id: 'named', attributes: named('x'), tags: named('y') },
      { ...event, id: 'provider', provider: 'constructor', model: 'toString' },
      { ...event, id: 'part', usage: named(1) },
    ];
    const { api, tokens } = system.endpoints;
    const read = async (path: string) => {
      const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${tokens.admin}` } });
      expect(response.status).toBe(200);
      return (await response.json()) as Record<string, unknown>;
    };
    const before = await standOf(read);
    expect((await post('/record', { events })).status).toBe(202);
    await waitFor(
      'the events in the totals',
      async () => (await read('/status'))['aggregated'],
      (aggregated) => aggregated === before.recorded + events.length,
    );
    for (const path of [
      '/entries?limit=10',
      '/breakdown/provider',
      '/breakdown/model',
      '/summary/daily',
      '/dashboard',
    ])
      await read(path);
    const after = await standOf(read);
    expect({
      recorded: after.recorded - before.recorded,
      rejected: after.rejected - before.rejected,
      events: after.events - before.events,
      unpricedEvents: after.unpricedEvents - before.unpricedEvents,
      unpriced: after.unpriced - before.unpriced,
      totalUsd: formatDecimal(after.total - before.total),
    }).toEqual({
      recorded: 4,
      rejected: 0,
      events: 4,
      unpricedEvents: 2,
      unpriced: 2,
      totalUsd: '0.000225',
    });
  });
});
