import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runJob } from '../../../core/jobs/job.ts';
import { priceJobs } from '../../../lambdas/jobs/price-jobs.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');
const OWN = {
  provider: 'openai',
  model: 'house-model',
  unit: 'input_tokens',
  unitPriceUsd: '2',
  per: 1000,
  effectiveFrom: '2026-11-01',
};

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function runStarted(api: TestApi, table: string): Promise<void> {
  const kinds = priceJobs(ledgerOn(dynamo.client(), table, api.ports.settings), memoryWork());
  const ports = { jobs: api.ports.jobs.jobs, queue: api.ports.jobs.queue, clock: { now: () => Date.now() } };
  for (const id of api.started.splice(0)) await runJob(ports, kinds, id, Date.now() + 60_000, true);
}

async function jobResult(api: TestApi, answer: { body: Record<string, never> }, field = 'jobId') {
  const id = String(answer.body[field]);
  const { body } = await api.call(`GET /jobs/${id}`, { as: CALLERS.reader });
  expect(body).toMatchObject({ status: 'done' });
  return { id, result: body['result'] as unknown as Record<string, unknown> };
}

describe('what waits for a price', () => {
  it('is shown with known models of a like name, beside what a rule priced', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-names');
    await ledger.record([
      usageEvent('a', { model: 'gpt-4.1-minni', usage: { input_tokens: 500, characters: 3 } }),
      usageEvent('b', { model: 'gpt-4.1-mini-2031-01-01', usage: { input_tokens: 500 } }),
      usageEvent('c', { provider: 'azure', model: 'gpt-4.1-mini', usage: { input_tokens: 500 } }),
      usageEvent('d', { model: 'gpt-4.1-mini-2025-04-14', usage: { input_tokens: 500 } }),
    ]);
    await ledger.aggregate([DAY]);
    const { body } = await startApi(dynamo, 'unpriced-names').call('GET /prices/unpriced', {
      as: CALLERS.reader,
    });
    expect(body).toMatchObject({
      events: 1,
      items: [{ model: 'gpt-4.1-minni', units: ['characters', 'input_tokens'], events: 1 }],
    });
    const [item] = body['items'] as unknown as [{ suggestions: unknown[] }];
    expect(item.suggestions[0]).toEqual({ model: 'gpt-4.1-mini', confidence: 0.92 });
    expect(body['byRule']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          model: 'gpt-4.1-mini-2031-01-01',
          pricedAs: 'gpt-4.1-mini',
          by: 'dated id',
        }),
        expect.objectContaining({ provider: 'azure', pricedAs: 'gpt-4.1-mini', by: 'reseller', events: 1 }),
      ]),
    );
    expect(body['byRule']).toHaveLength(2);
  });
});

describe('a model that another provider has', () => {
  it('is told with that provider, where the model waits and where it is tried', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-provider');
    const event = { provider: 'flux', model: 'flux-schnell', usage: { images: 1 } };
    await ledger.record([usageEvent('a', event)]);
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, 'unpriced-provider');
    const { body } = await api.call('GET /prices/unpriced', { as: CALLERS.reader });
    expect(body).toMatchObject({ items: [{ provider: 'flux', otherProviders: ['replicate'] }] });
    const tried = await api.call('POST /record?dryRun=true', { as: CALLERS.writer, body: event });
    expect(tried.body).toMatchObject({
      warnings: [{ index: 0, field: 'provider', suggestion: 'replicate' }],
      costs: [{ status: 'unpriced' }],
    });
  });
});

describe('a known model with a part that nobody has a price of', () => {
  it('names the part, and not itself as the model that it is like', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-part');
    await ledger.record([
      usageEvent('a', { provider: 'deepgram', model: 'nova-3', usage: { audio_minutes: 3 } }),
    ]);
    await ledger.aggregate([DAY]);
    const { body } = await startApi(dynamo, 'unpriced-part').call('GET /prices/unpriced', {
      as: CALLERS.reader,
    });
    expect(body).toMatchObject({
      events: 1,
      items: [{ model: 'nova-3', units: ['audio_minutes'], events: 1, suggestions: [] }],
    });
  });

  it('names that part alone where the others of the call have their price', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-one-part');
    await ledger.record([usageEvent('a', { model: 'gpt-4o', usage: { input_tokens: 100, zorks: 3 } })]);
    await ledger.aggregate([DAY]);
    const { body } = await startApi(dynamo, 'unpriced-one-part').call('GET /prices/unpriced', {
      as: CALLERS.reader,
    });
    expect(body).toMatchObject({ items: [{ model: 'gpt-4o', units: ['zorks'] }] });
  });

  it('finds that part behind more than a page of newer entries', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-behind');
    const occurredAt = `${DAY}T01:00:00Z`;
    const usage = { output_tokens: 100, zorks: 3 };
    await ledger.record([usageEvent('a', { occurredAt, model: 'gpt-4o', usage })]);
    // As many entries as a page looks at, and one more.
    for (const batch of [0, 1, 2, 3]) {
      const others = Array.from({ length: 251 }, (_, index) =>
        usageEvent(`${batch}-${index}`, { occurredAt: `${DAY}T02:00:00Z`, usage: { input_tokens: 1 } }),
      );
      await ledger.record(others);
    }
    await ledger.aggregate([DAY]);
    const { body } = await startApi(dynamo, 'unpriced-behind').call('GET /prices/unpriced');
    expect(body).toMatchObject({ items: [{ model: 'gpt-4o', units: ['zorks'] }] });
  });

  it('names what it is sold by instead', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-unit');
    const spoken = { provider: 'google', model: 'gemini-2.5-flash-preview-tts', usage: { characters: 1000 } };
    await ledger.record([usageEvent('a', spoken)]);
    await ledger.aggregate([DAY]);
    const { body } = await startApi(dynamo, 'unpriced-unit').call('GET /prices/unpriced', {
      as: CALLERS.reader,
    });
    expect(body).toMatchObject({
      items: [{ units: ['characters'], pricedUnits: expect.arrayContaining(['input_tokens']) as string[] }],
    });
  });
});

describe('a known model whose prices depend on what an event does not say', () => {
  it('names the attributes, with the values that have a price', async () => {
    const ledger = await startLedger(dynamo, 'unpriced-attribute');
    await ledger.record([
      usageEvent('a', { model: 'gpt-image-1', usage: { images: 2 } }),
      usageEvent('b', { model: 'gpt-image-1', usage: { images: 1 }, attributes: { size: '2x2' } }),
    ]);
    await ledger.aggregate([DAY]);
    const { body } = await startApi(dynamo, 'unpriced-attribute').call('GET /prices/unpriced', {
      as: CALLERS.reader,
    });
    expect(body).toMatchObject({
      events: 2,
      items: [
        {
          model: 'gpt-image-1',
          units: ['images'],
          attributes: [
            { name: 'quality', values: ['high', 'low', 'medium'] },
            { name: 'size', values: ['1024x1024', '1024x1536', '1536x1024'] },
          ],
        },
      ],
    });
  });
});

describe('prices of one’s own', () => {
  it('settle what waited for them, as corrections that the totals see', async () => {
    const ledger = await startLedger(dynamo, 'own-prices');
    await ledger.record([
      usageEvent('a', { model: 'house-model', usage: { input_tokens: 500 } }),
      usageEvent('b'),
    ]);
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, 'own-prices');
    const waiting = await api.call('GET /prices/unpriced', { as: CALLERS.reader });
    expect(waiting.body).toMatchObject({
      events: 1,
      items: [
        { provider: 'openai', model: 'house-model', units: ['input_tokens'], events: 1, suggestions: [] },
      ],
      byRule: [],
    });

    const stored = await api.call('POST /prices', { as: CALLERS.admin, body: OWN });
    expect(stored.status).toBe(201);
    await runStarted(api, 'own-prices');
    expect((await jobResult(api, stored, 'settleJobId')).result).toEqual({ settled: 1, bookedUsd: '1' });
    await ledger.aggregate([DAY]);

    const receipt = await api.call('GET /resources/episode/ep-7', { as: CALLERS.reader });
    expect(receipt.body).toMatchObject({ events: 2, unpricedEvents: 0 });
    const { breakdown } = receipt.body as unknown as { breakdown: { model: Record<string, string> } };
    expect(breakdown.model['house-model']).toBe('1');
    expect((await api.call('GET /prices/unpriced', { as: CALLERS.reader })).body).toMatchObject({
      events: 0,
    });
    const correction = await api.call(`GET /entries/a~a0001?occurredAt=${DAY}T10:15:30Z`, {
      as: CALLERS.reader,
    });
    expect(correction.body).toMatchObject({ correctionOf: 'a', costUsd: '1' });
  });

  it('say what they leave unpriced, how that settles too, and that nobody named their service', async () => {
    const table = 'own-late';
    const ledger = await startLedger(dynamo, table);
    await ledger.record([
      usageEvent('a', { model: 'house-model', service: undefined, usage: { input_tokens: 500 } }),
      usageEvent('b', { model: 'house-model', service: undefined, usage: { output_tokens: 500 } }),
    ]);
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, table);
    const { effectiveFrom: _from, ...now } = OWN;
    const stored = await api.call('POST /prices', { body: now });
    const price = stored.body['price'] as unknown as { effectiveFrom: string };
    expect(stored.body['warnings']).toMatchObject([{ field: 'effectiveFrom' }, { field: 'service' }]);
    await runStarted(api, table);
    const waiting = await api.call('GET /prices/unpriced');
    expect(waiting.body).toMatchObject({ items: [{ units: ['input_tokens', 'output_tokens'] }] });

    const earlier = await api.call('POST /prices', { body: OWN });
    expect(earlier.status).toBe(409);
    expect(earlier.body['detail']).toContain(`"effectiveTo": "${price.effectiveFrom}"`);
    const [told] = stored.body['warnings'] as unknown as [{ message: string }];
    const [, since, until] = /"effectiveFrom": "(.+?)" and "effectiveTo": "(.+?)"/.exec(told.message) ?? [];
    const times = { effectiveFrom: since, effectiveTo: until };
    const before = await api.call('POST /prices', { body: { ...OWN, ...times, service: 'llm' } });
    expect(before.body).toMatchObject({ price: { service: 'llm' }, warnings: [] });
    await runStarted(api, table);
    expect((await jobResult(api, before, 'settleJobId')).result).toEqual({ settled: 1, bookedUsd: '1' });
    await ledger.aggregate([DAY]);
    const { body } = await api.call('GET /breakdown/service?from=2026-11-20&to=2026-11-20');
    expect(body['items']).toMatchObject([
      { key: 'llm', totalUsd: '1', events: 1, unpricedEvents: 0 },
      { key: 'other', totalUsd: '0', events: 1, unpricedEvents: 1 },
    ]);
  });

  it('price what is recorded after them, and end when they are closed', async () => {
    await startLedger(dynamo, 'own-after');
    const api = startApi(dynamo, 'own-after');
    const usage = {
      provider: 'openai',
      model: 'house-model',
      usage: { input_tokens: 1000 },
      at: `${DAY}T10:00:00Z`,
    };
    const cost = async () =>
      (await api.call('POST /prices/quote', { as: CALLERS.reader, body: usage })).body['status'];
    expect(await cost()).toBe('unpriced');
    const stored = await api.call('POST /prices', { as: CALLERS.admin, body: OWN });
    expect(await cost()).toBe('priced');
    const { price } = stored.body as unknown as { price: { id: string } };
    const closed = await api.call(`PUT /prices/${price.id}`, {
      as: CALLERS.admin,
      body: { effectiveTo: '2026-11-10' },
    });
    expect(closed.body).toMatchObject({ price: { effectiveTo: '2026-11-10T00:00:00.000Z' } });
    expect(await cost()).toBe('unpriced');
  });

  it('show whom they are for, and are closed by the id of the answer', async () => {
    await startLedger(dynamo, 'own-scope');
    const api = startApi(dynamo, 'own-scope');
    const store = (more: object) =>
      api.call('POST /prices', { as: CALLERS.admin, body: { ...OWN, ...more } });
    const forUser = await store({ userId: 'vip' });
    await store({ tag: 'tier:tier2' });
    const { body } = await api.call('GET /prices?provider=openai&model=house-model', { as: CALLERS.reader });
    const { prices } = body as unknown as { prices: { userId: string | null; tag: unknown }[] };
    expect(prices.map(({ userId, tag }) => ({ userId, tag }))).toEqual(
      expect.arrayContaining([
        { userId: 'vip', tag: null },
        { userId: null, tag: { name: 'tier', value: 'tier2' } },
      ]),
    );
    const path = `PUT /prices/${String(forUser.body['id'])}`;
    const ends: unknown[] = [];
    for (const effectiveTo of ['2026-12-24', '2026-12-01', '2026-12-02']) {
      const closed = await api.call(path, { as: CALLERS.admin, body: { effectiveTo } });
      ends.push((closed.body['price'] as { effectiveTo: string } | undefined)?.effectiveTo ?? closed.status);
    }
    expect(ends).toEqual(['2026-12-24T00:00:00.000Z', '2026-12-01T00:00:00.000Z', 400]);
  });

  it('are all stored when they come at once, and one of a key', async () => {
    await startLedger(dynamo, 'own-at-once');
    const api = startApi(dynamo, 'own-at-once');
    const store = (more: object) =>
      api.call('POST /prices', { as: CALLERS.admin, body: { ...OWN, ...more } });
    const models = await Promise.all(['m-1', 'm-2', 'm-3', 'm-4', 'm-5'].map((model) => store({ model })));
    expect(models.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const same = await Promise.all(['1', '2', '3'].map((unitPriceUsd) => store({ unitPriceUsd })));
    expect(same.filter(({ status }) => status === 201)).toHaveLength(1);
    const { body } = await api.call('GET /prices?provider=openai&model=house-model', { as: CALLERS.reader });
    expect(body['prices']).toHaveLength(1);
  });

  it('are refused 20 times away from the price they replace, unless forced', async () => {
    await startLedger(dynamo, 'own-guard');
    const api = startApi(dynamo, 'own-guard');
    const slip = { ...OWN, model: 'gpt-4o-mini', unitPriceUsd: '0.15', per: 1000 };
    const refused = await api.call('POST /prices', { as: CALLERS.admin, body: slip });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ errors: [{ field: 'unitPriceUsd' }] });
    expect(
      (await api.call('POST /prices', { as: CALLERS.admin, body: { ...slip, force: true } })).status,
    ).toBe(201);
  });

  it('are refused of a service that the ledger does not have', async () => {
    await startLedger(dynamo, 'own-service');
    const api = startApi(dynamo, 'own-service');
    const body = { ...OWN, service: 'llmm' };
    const refused = await api.call('POST /prices', { as: CALLERS.admin, body });
    expect([refused.status, refused.body['errors']]).toEqual([
      400,
      [{ field: 'service', message: expect.stringContaining('must be one of llm, embedding') as string }],
    ]);
  });
});

describe('what-if', () => {
  const input = {
    from: DAY,
    to: DAY,
    overrides: [{ ...OWN, model: 'gpt-4o-mini', unitPriceUsd: '0.0003', force: true }],
  };

  it('shows the difference per user, resource and group, and writes nothing until it is applied', async () => {
    const table = 'what-if';
    const ledger = await startLedger(dynamo, table);
    const usage = { input_tokens: 1_000_000 };
    await ledger.record([usageEvent('a', { usage }), usageEvent('b', { usage, userId: 'user-2' })]);
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, table);
    const started = await api.call('POST /prices/what-if', { as: CALLERS.admin, body: input });
    await runStarted(api, table);
    const { id, result } = await jobResult(api, started);
    expect(result).toMatchObject({ actualUsd: '0.3', whatIfUsd: '0.6', differenceUsd: '0.3', events: 2 });
    expect(result['users']).toEqual([
      { userId: 'user-1', actualUsd: '0.15', whatIfUsd: '0.3', differenceUsd: '0.15' },
      { userId: 'user-2', actualUsd: '0.15', whatIfUsd: '0.3', differenceUsd: '0.15' },
    ]);
    expect((await api.call('GET /users/user-1', { as: CALLERS.reader })).body).toMatchObject({
      totalUsd: '0.15',
    });

    const apply = { as: CALLERS.admin, body: { reason: 'the contract says so' } };
    const applied = await api.call(`POST /prices/what-if/${id}/apply`, apply);
    const again = await api.call(`POST /prices/what-if/${id}/apply`, apply);
    await runStarted(api, table);
    expect((await jobResult(api, applied)).result).toEqual({ corrected: 2, bookedUsd: '0.3' });
    expect((await jobResult(api, again)).result).toEqual({ corrected: 0, bookedUsd: '0' });
    await ledger.aggregate([DAY]);
    expect((await api.call('GET /users/user-1', { as: CALLERS.reader })).body).toMatchObject({
      totalUsd: '0.3',
      events: 1,
    });
  });

  it('multiplies the prices of a model, its dated ids included, as a bill says, and books them', async () => {
    const table = 'what-if-factor';
    const ledger = await startLedger(dynamo, table);
    const usage = { input_tokens: 1_000_000 };
    await ledger.record([
      usageEvent('a', { usage }),
      usageEvent('b', { usage, model: 'gpt-4o-mini-2024-07-18' }),
      usageEvent('c', { usage, model: 'gpt-4o' }),
    ]);
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, table);
    const body = {
      from: DAY,
      to: DAY,
      priceFactors: [{ provider: 'openai', model: 'gpt-4o-mini', factor: '1.25' }],
    };
    const started = await api.call('POST /prices/what-if', { as: CALLERS.admin, body });
    await runStarted(api, table);
    const { id, result } = await jobResult(api, started);
    expect(result).toMatchObject({ actualUsd: '2.8', whatIfUsd: '2.875', differenceUsd: '0.075', events: 3 });
    const applied = await api.call(`POST /prices/what-if/${id}/apply`, {
      as: CALLERS.admin,
      body: { reason: 'the bill says so' },
    });
    await runStarted(api, table);
    expect((await jobResult(api, applied)).result).toEqual({ corrected: 2, bookedUsd: '0.075' });
    for (const factor of ['0', '-1', '1001', 'x']) {
      const bad = { ...body, priceFactors: [{ provider: 'openai', model: 'gpt-4o-mini', factor }] };
      expect((await api.call('POST /prices/what-if', { as: CALLERS.admin, body: bad })).status).toBe(400);
    }
  });

  it('puts other models in place of those used, and refuses to book them', async () => {
    const table = 'what-if-model';
    const ledger = await startLedger(dynamo, table);
    await ledger.record([usageEvent('a', { model: 'gpt-4o', usage: { input_tokens: 1_000_000 } })]);
    const api = startApi(dynamo, table);
    const swap = {
      from: DAY,
      to: DAY,
      substitutions: [
        { from: { provider: 'openai', model: 'gpt-4o' }, to: { provider: 'openai', model: 'gpt-4o-mini' } },
      ],
    };
    const started = await api.call('POST /prices/what-if', { as: CALLERS.admin, body: swap });
    await runStarted(api, table);
    const { id, result } = await jobResult(api, started);
    expect(result).toMatchObject({ actualUsd: '2.5', whatIfUsd: '0.15', differenceUsd: '-2.35' });
    const apply = await api.call(`POST /prices/what-if/${id}/apply`, {
      as: CALLERS.admin,
      body: { reason: 'no' },
    });
    expect(apply.status).toBe(409);
  });
});
