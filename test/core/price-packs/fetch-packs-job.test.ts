import { describe, expect, it } from 'vitest';
import { type PricePack } from '../../../contracts/price-pack.ts';
import { type Job, runJob, startJob } from '../../../core/jobs/job.ts';
import { applyPack, rollBackPack } from '../../../core/price-packs/change-pack.ts';
import { fetchPacksKind } from '../../../core/price-packs/fetch-packs-job.ts';
import { packedPrices } from '../../../core/price-packs/merge-additions.ts';
import { sealPack } from '../../../core/price-packs/seal-pack.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { openPrices } from '../../../core/pricing/packed-prices.ts';
import { formatDecimal, parseQuantity, parseUsd } from '../../../core/money/decimal.ts';
import type { OrganisationCell } from '../../../core/spend/totals-reader.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryOf, MemoryPacks, newPackKeys, smallPack } from '../../../testing/price-packs.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const keys = newPackKeys();
const builtIn = packedPrices(smallPack(1), 'built in');
const NEW = { id: 'new', prices: [{ usd: { input_tokens: '1', output_tokens: '2' } }] };

type Models = Parameters<NonNullable<Parameters<typeof smallPack>[1]>>[0];

/** An entry of a million tokens on the day before. */
function used(model: string, count = 1): Entry[] {
  return Array.from({ length: count }, (_, index) => {
    const facts = { id: `${model}-${index}`, day: aDay('2026-11-19'), provider: 'acme', model };
    const usage = { input_tokens: parseQuantity('1000000') };
    return { ...facts, usage, attributes: {}, tags: {}, occurredAt: NOW - 86_400_000 } as unknown as Entry;
  });
}

/** A cell as totals have it. */
function cell(model: string, usd: string): OrganisationCell {
  const total = { cost: parseUsd(usd), events: 1, unpriced: 0 } as unknown as OrganisationCell['total'];
  return { day: aDay('2026-11-19'), provider: 'acme', service: 'llm', model, total };
}

/** A stage that takes packs, with a week of usage: large for 3 USD, small for 0.1, others for 7. */
function startFeed({
  waiting,
  ...feed
}: { readonly waiting?: number; readonly [name: string]: unknown } = {}) {
  const packs = new MemoryPacks();
  const jobs = new Map<string, Job>();
  const started: string[] = [];
  const read: string[] = [];
  const steps: string[] = [];
  let files: readonly string[] = [];
  const told: string[] = [];
  const lists: Record<string, string> = {};
  const entries = [...used('large'), ...used('small')];
  const clock = { now: () => NOW };
  const store = {
    create: (job: Job) => Promise.resolve(void jobs.set(job.id, job)),
    read: (id: string) => Promise.resolve(jobs.get(id)),
    save: (job: Job) => Promise.resolve(Boolean(jobs.set(job.id, job))),
  };
  const queue = {
    send: (id: string) => {
      steps.push(`starts ${id.split('-')[0]}`);
      return Promise.resolve(void started.push(id));
    },
  };
  const kind = fetchPacksKind({
    feed: {
      urls: ['https://a.test/pack.json', 'https://b.test/pack.json'],
      publicKey: keys.publicKey,
      everyMinutes: 60,
      holdAbovePercent: 5,
      secondSources: [],
      ...feed,
    },
    fetchText: (url) => {
      if (lists[url] !== undefined) return Promise.resolve(lists[url]);
      const file = files[url.includes('//a.') ? 0 : 1];
      return file === undefined ? Promise.reject(new Error(`${url} does not answer`)) : Promise.resolve(file);
    },
    packs,
    builtIn,
    bookOf: (prices) => Promise.resolve(createPriceBook({ data: openPrices(prices) })),
    totals: {
      counts: () => Promise.resolve({ unpriced: waiting ?? 0 } as never),
      cells: () => {
        steps.push('reads the week');
        return Promise.resolve([cell('large', '3'), cell('small', '0.1'), cell('middle', '7')]);
      },
    },
    // Each is as much as a step takes: a model of several calls is replayed in several steps.
    entries: async function* ({ model }, after) {
      await Promise.resolve();
      if (!after) read.push(model);
      const found = entries.filter((entry) => entry.model === model);
      for (const [index, entry] of found.entries()) {
        if (index < (after?.lane ?? 0)) continue;
        const next = index + 1 < found.length ? { lane: index + 1, id: '' } : undefined;
        yield { entries: [entry], looked: 100_000, next };
      }
    },
    clock,
    timeZone: 'UTC',
    jobs: { jobs: store, queue },
    tell: ({ version, status }) => Promise.resolve(void told.push(`${version} ${status}`)),
  });
  let looks = 0;
  return {
    packs,
    started,
    read,
    steps,
    told,
    lists,
    look: async (...next: readonly (PricePack | string)[]) => {
      files = next.map((one) => (typeof one === 'string' ? one : sealPack(one, keys.privateKey)));
      const id = `look-${looks++}`;
      await startJob(
        { jobs: store, queue, clock },
        { id, kind: 'fetch-prices', input: {}, createdBy: 'test' },
      );
      started.length = 0;
      await runJob({ jobs: store, queue, clock }, { 'fetch-prices': kind }, id, Infinity, true);
      const job = jobs.get(id);
      expect(job?.error).toBeUndefined();
      return job?.result as { taken: number | null; status?: string; reason: string; failed: string[] };
    },
    cost: async (model: string) => {
      const { content } = await packs.inForce();
      const data = openPrices(content === null ? builtIn : await packs.content(content));
      const usage = { input_tokens: parseQuantity('1000000') };
      const request = { provider: 'acme', model, attributes: {}, usage, at: NOW };
      const { status, cost } = createPriceBook({ data }).price(request);
      return status === 'priced' ? formatDecimal(cost) : status;
    },
  };
}

const add = (models: Models) => void models.push(NEW);
const large = (usd: string) => (models: Models) =>
  void (entryOf(models, 'large').prices = [{ usd: { input_tokens: usd, output_tokens: '15' } }]);
const small = (usd: string) => (models: Models) =>
  void (entryOf(models, 'small').prices = [{ usd: { input_tokens: usd, output_tokens: '0.4' } }]);

const addAndDear = (models: Models) => [add(models), large('4')(models)];
const cheapAndDear = (models: Models) => [small('0.2')(models), large('2.9')(models)];
const tieredDearer = (models: Models) =>
  void (entryOf(models, 'tiered').prices = [{ usd: { input_tokens: '1.1', output_tokens: '6' } }]);
const tieredDearest = (models: Models) =>
  void (entryOf(models, 'tiered').prices = [{ usd: { input_tokens: '1.2', output_tokens: '6' } }]);

describe('a look for price packs', () => {
  it('puts additions in force at once, says that nothing moved, and settles what waits', async () => {
    const { look, cost, packs, started, read } = startFeed();
    expect(await look(smallPack(2, add))).toMatchObject({ taken: 2, status: 'applied' });
    expect([await cost('new'), await cost('large')]).toEqual(['1', '3']);
    const record = await packs.read(2);
    expect(record).toMatchObject({
      status: 'applied',
      reason: expect.stringMatching(/only adds/) as unknown,
      canary: { days: 7, beforeUsd: '10.1', afterUsd: '10.1' },
    });
    expect(started).toEqual([expect.stringMatching(/^settle-prices-2-/)]);
    expect(read).toEqual([]);
  });

  it('starts to settle before it looks what the week costs: that is the same by both', async () => {
    const { look, steps } = startFeed();
    await look(smallPack(2, add));
    expect(steps).toEqual(['starts look', 'starts settle', 'reads the week']);
  });

  it('applies a change that hardly moves the last seven days, read from the entries of that model alone', async () => {
    const { look, cost, packs, read } = startFeed();
    expect(await look(smallPack(2, small('0.2')))).toMatchObject({ status: 'applied' });
    expect(await cost('small')).toBe('0.2');
    expect((await packs.read(2))?.canary).toMatchObject({ beforeUsd: '10.1', afterUsd: '10.2' });
    expect(read).toEqual(['small']);
  });

  it('holds a change that moves them by more, while what it adds holds already', async () => {
    const { look, cost, packs, started } = startFeed();
    expect(await look(smallPack(2, addAndDear))).toMatchObject({ status: 'held' });
    expect([await cost('new'), await cost('large')]).toEqual(['1', '3']);
    expect(await packs.inForce()).toMatchObject({ version: null });
    expect(await packs.read(2)).toMatchObject({
      reason: expect.stringMatching(
        /more than 5 %, from 10\.1 to 11\.1 USD: large 3 to 4 USD; what it adds/,
      ) as unknown,
      canary: { models: [{ provider: 'acme', model: 'large', beforeUsd: '3', afterUsd: '4' }] },
    });
    expect(started).toHaveLength(1);
  });

  it('does not let what falls make up for what rises', async () => {
    const { look } = startFeed({ holdAbovePercent: 1 });
    expect(await look(smallPack(2, cheapAndDear))).toMatchObject({ status: 'held' });
  });

  it('holds a change that a second source doubts, whatever was used', async () => {
    const { look } = startFeed();
    const said = { provider: 'acme', model: 'tiered', unit: 'input_tokens', usd: '3', per: 1_000_000 };
    const opinions = [{ ...said, source: 'npm:other@1', observedAt: '2026-11-20' }];
    expect(await look(smallPack(2, tieredDearer))).toMatchObject({ status: 'applied' });
    expect(await look(smallPack(3, tieredDearest, { opinions }))).toMatchObject({
      status: 'held',
      reason: expect.stringMatching(/a second source differs: acme tiered/) as unknown,
    });
  });

  it('takes the newest of several addresses, and one that does not answer stops no other', async () => {
    const { look, packs } = startFeed();
    expect(await look(smallPack(2), smallPack(3, add))).toMatchObject({ taken: 3 });
    expect(await look(smallPack(4, add))).toMatchObject({
      taken: 4,
      failed: ['https://b.test/pack.json does not answer'],
    });
    expect(await look()).toMatchObject({ taken: null, reason: 'no address of the price feed answers' });
    expect(await packs.inForce()).toMatchObject({ version: 4 });
  });

  it('takes the same file once, and none of an earlier version', async () => {
    const { look, packs } = startFeed();
    await look(smallPack(3, add));
    expect(await look(smallPack(3, add))).toMatchObject({
      taken: null,
      reason: 'nothing new: 3 was taken in before and is applied',
    });
    expect(await look(smallPack(2))).toMatchObject({
      status: 'refused',
      reason: expect.stringMatching(/not above 3/) as unknown,
    });
    expect(await look(smallPack(3, small('0.11')))).toMatchObject({ status: 'refused' });
    expect(await packs.inForce()).toMatchObject({ version: 3 });
    expect(await packs.read(3)).toMatchObject({ status: 'applied' });
  });

  it('settles at the next look what was recorded while it came into force', async () => {
    const late = startFeed({ waiting: 1 });
    await late.look(smallPack(2, add));
    await late.look(smallPack(2, add));
    expect(late.started).toEqual([expect.stringMatching(/^settle-prices-2-/)]);
    const none = startFeed({ waiting: 0 });
    await none.look(smallPack(2, add));
    await none.look(smallPack(2, add));
    expect(none.started).toEqual([]);
  });

  it('notes a file that nobody signed once, with its reason', async () => {
    const { look, packs } = startFeed();
    await look(JSON.stringify(smallPack(9)));
    await look(JSON.stringify(smallPack(9)));
    const { others } = await packs.list(10);
    expect(others.map(({ status, reason }) => [status, reason])).toEqual([['refused', 'it is not signed']]);
  });

  it('takes a pinned version and no other', async () => {
    const { look, packs } = startFeed({ pinnedVersion: 2 });
    expect(await look(smallPack(3, add))).toMatchObject({ taken: null });
    expect(await look(smallPack(2, add))).toMatchObject({ taken: 2 });
    expect(await packs.inForce()).toMatchObject({ version: 2 });
  });
});

/** A list that prices one part of one model. */
function says(perToken: number): string {
  return JSON.stringify({ tiered: { litellm_provider: 'acme', input_cost_per_token: perToken } });
}

describe('a published list', () => {
  const secondSources = [{ list: 'litellm', url: 'https://lists.test/litellm.json' }];

  it('that says the same as the pack lets it come into force', async () => {
    const { look, lists } = startFeed({ secondSources });
    lists['https://lists.test/litellm.json'] = says(1.1e-6);
    expect(await look(smallPack(2, tieredDearer))).toMatchObject({ status: 'applied' });
  });

  it.each([1.3e-6, 1.3e-4])(
    'that says %f USD a token holds the pack, however wrong the list may be',
    async (usd) => {
      const { look, lists, cost } = startFeed({ secondSources });
      lists['https://lists.test/litellm.json'] = says(usd);
      const pack = smallPack(2, (models) => [add(models), tieredDearer(models)]);
      expect(await look(pack)).toMatchObject({
        status: 'held',
        reason: expect.stringMatching(
          /a second source differs: acme tiered, input_tokens: litellm said/,
        ) as unknown,
      });
      expect(await cost('new')).toBe('1');
    },
  );

  it('that does not answer holds changes, and stops no addition', async () => {
    const { look, cost } = startFeed({ secondSources });
    expect(await look(smallPack(2, add))).toMatchObject({ status: 'applied' });
    expect(await look(smallPack(3, (models) => [add(models), tieredDearer(models)]))).toMatchObject({
      status: 'held',
      reason: expect.stringMatching(/nothing is said by a list: https:\/\/lists\.test/) as unknown,
    });
    expect(await cost('new')).toBe('1');
  });

  it('is not asked where nothing new came', async () => {
    const { look } = startFeed({ secondSources });
    await look(smallPack(2, add));
    expect(await look(smallPack(2, add))).toMatchObject({
      taken: null,
      failed: ['https://b.test/pack.json does not answer'],
    });
  });
});

describe('what becomes of a pack', () => {
  it('is told where it is refused or waits for a person, once', async () => {
    const { look, told } = startFeed();
    await look(smallPack(2, add));
    expect(told).toEqual([]);
    await look(smallPack(3, (models) => [add(models), large('4')(models)]));
    await look(smallPack(3, (models) => [add(models), large('4')(models)]));
    await look(smallPack(1));
    await look(JSON.stringify(smallPack(9)));
    await look(JSON.stringify(smallPack(9)));
    expect(told).toEqual(['3 held', '1 refused', '0 refused']);
  });
});

describe("a person's word", () => {
  it('applies what is held, and takes it back in one step to what held before', async () => {
    const { look, cost, packs } = startFeed();
    await look(smallPack(2, add));
    await look(
      smallPack(3, (models) => [add(models), large('4')(models), models.push({ ...NEW, id: 'newer' })]),
    );
    await applyPack(3, packs);
    expect([await cost('large'), await cost('newer')]).toEqual(['4', '1']);
    await rollBackPack(3, packs);
    expect([await cost('large'), await cost('newer'), await cost('new')]).toEqual(['3', 'unpriced', '1']);
    expect(await packs.inForce()).toMatchObject({ version: 2 });
    expect(await packs.read(3)).toMatchObject({ status: 'rolledBack' });
  });

  it('rolls back over packs that were rolled back themselves, down to the prices of the deployment', async () => {
    const { look, packs } = startFeed();
    await look(smallPack(2, add));
    await look(smallPack(3, add));
    await rollBackPack(3, packs);
    await rollBackPack(2, packs);
    expect(await packs.inForce()).toEqual({ version: null, content: null, publishedAt: null });
    expect(await look(smallPack(3, add))).toMatchObject({ taken: null });
    await applyPack(3, packs);
    expect(await packs.inForce()).toMatchObject({ version: 3 });
  });

  it('takes the additions of a held pack out of force too', async () => {
    const { look, cost, packs } = startFeed();
    await look(smallPack(2, (models) => [add(models), large('4')(models)]));
    await rollBackPack(2, packs);
    expect(await cost('new')).toBe('unpriced');
  });

  it('cannot apply what was refused, nor roll back what is not in force', async () => {
    const { look, packs } = startFeed();
    await look(smallPack(2, large('30')));
    await expect(applyPack(2, packs)).rejects.toThrow(/was refused/);
    await expect(rollBackPack(2, packs)).rejects.toThrow(/the prices of the deployment are/);
    await expect(applyPack(5, packs)).rejects.toThrow(/there is no price pack 5/);
  });
});
