import { METADATA_BYTES } from '../../../client/core/usage-event.ts';
import { LIMITS } from '../../../contracts/message-limits.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../../client/core/losses.ts';
import type { CostkeeperOptions } from '../../../client/core/costkeeper-options.ts';
import { SendFailure } from '../../../client/core/transport.ts';
import { type Costkeeper, createCostkeeper } from '../../../client/index.ts';
import { usageEventSchema } from '../../../contracts/usage-message.ts';
import { CollectingTransport } from '../support/collecting-transport.ts';

const CALL = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 800, output_tokens: 340 } };

function clientOver(transport: CollectingTransport, options: CostkeeperOptions = {}) {
  const warnings: string[] = [];
  const costkeeper = createCostkeeper({
    transport,
    flushOnExit: false,
    warn: (text) => warnings.push(text),
    retry: { baseDelayMs: 1, maxDelayMs: 2 },
    ...options,
  });
  return { costkeeper, warnings };
}

describe('record', () => {
  it('sends a complete event that the usage message accepts', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport);
    const id = costkeeper.record({
      ...CALL,
      usage: { input_tokens: 800, gb_seconds: 1e-7, output_tokens: 12n },
      reportedCostUsd: 4e-7,
      userId: 'user-42',
      resource: { type: 'episode', id: 'ep-7' },
      tags: { tier: 'tier2' },
      metadata: { durationMs: 1200 },
    });
    await costkeeper.flush();
    const [event] = transport.events();
    expect(event?.id).toBe(id);
    expect(event?.['usage']).toEqual({ input_tokens: 800, gb_seconds: '0.0000001', output_tokens: '12' });
    expect(event?.['reportedCostUsd']).toBe('0.0000004');
    expect(usageEventSchema.safeParse(event).success).toBe(true);
  });

  it('takes attribution from the innermost context, joins tags, and lets null clear a field', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport, { defaults: { tags: { app: 'stories' } } });
    await costkeeper.withContext({ userId: 'u1', tags: { tier: 'a' }, operation: 'outer' }, async () => {
      await sleep(1);
      costkeeper.withContext({ operation: 'inner', resource: { type: 'episode', id: 'e' } }, () => {
        costkeeper.record(CALL);
        costkeeper.record({ ...CALL, userId: null, tags: { tier: 'b' } });
      });
    });
    costkeeper.record(CALL);
    await costkeeper.flush();
    const [inner, system, outside] = transport.events();
    expect(inner).toMatchObject({ userId: 'u1', operation: 'inner', tags: { app: 'stories', tier: 'a' } });
    expect(system).toMatchObject({ tags: { app: 'stories', tier: 'b' }, resource: { id: 'e' } });
    expect(system).not.toHaveProperty('userId');
    expect(outside).not.toHaveProperty('operation');
  });

  it('never throws, whatever it is given, and counts what it could not write', () => {
    const { costkeeper, warnings } = clientOver(new CollectingTransport());
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    expect(costkeeper.record({ ...CALL, metadata: circular })).toBe('');
    expect(costkeeper.record(undefined as never)).toBe('');
    expect(costkeeper.stats().lost).toEqual({ unreadable: 2 });
    expect(warnings).toHaveLength(1);
  });

  it('counts an answer that cannot be read, and says why', () => {
    const { costkeeper, warnings } = clientOver(new CollectingTransport());
    const answer = {
      get usage(): never {
        throw new Error('the stream is gone');
      },
    };
    expect(costkeeper.recordOpenAI(answer)).toBe('');
    expect(costkeeper.stats()).toMatchObject({ recorded: 0, lost: { unreadable: 1 } });
    expect(warnings).toEqual([expect.stringContaining('the stream is gone')]);
  });

  it.each<[says: string, record: (costkeeper: Costkeeper) => unknown]>([
    ['platform cannot be vercel', (it) => it.recordCompute({ platform: 'vercel' } as never)],
    ['store cannot be dynamodb', (it) => it.recordStorage({ store: 'dynamodb', gbMonths: 1 } as never)],
    ['deletes and gbMonths cannot be undefined', (it) => it.recordStorage({ store: 's3', put: 1 } as never)],
    ['queue cannot be rabbit', (it) => it.recordQueue({ queue: 'rabbit' } as never)],
    ['BigInt', (it) => it.recordLambda({ durationMs: 20 } as never)],
    ['undefined', (it) => it.recordReplicate(undefined as never)],
  ])('counts what no event can be made of, throws nothing, and says: %s', (says, record) => {
    const { costkeeper, warnings } = clientOver(new CollectingTransport());
    expect([record(costkeeper)].flat()).toEqual(['']);
    expect(costkeeper.stats()).toMatchObject({ recorded: 0, lost: { unreadable: 1 } });
    expect(warnings).toEqual([expect.stringContaining(says)]);
  });

  it('records nothing where all that is named is nothing', () => {
    const { costkeeper, warnings } = clientOver(new CollectingTransport());
    expect(costkeeper.recordStorage({ store: 's3', puts: 0 })).toEqual([]);
    expect([costkeeper.stats().recorded, warnings]).toEqual([0, []]);
  });

  it('does not let an attempt that failed carry the hold of its context', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport);
    costkeeper.withContext({ holdId: 'h1' }, () => {
      costkeeper.record({ ...CALL, outcome: 'failed' });
      costkeeper.record(CALL);
    });
    await costkeeper.flush();
    expect(transport.events().map((event) => event['holdId'])).toEqual([undefined, 'h1']);
  });

  it('leaves metadata out that would get the event rejected, and says so', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport);
    costkeeper.record({ ...CALL, metadata: { prompt: 'x'.repeat(9000) } });
    costkeeper.record({ ...CALL, metadata: { prompt: 'x'.repeat(7000) } });
    await costkeeper.flush();
    const [tooMuch, fits] = transport.events();
    expect(tooMuch?.['metadata']).toEqual({ omitted: '9013 bytes, the limit is 8192' });
    expect(METADATA_BYTES).toBe(LIMITS.metadataBytes);
    expect(fits?.['metadata']).toHaveProperty('prompt');
  });

  it('says once that nothing is configured, and counts every event as lost', async () => {
    const warnings: string[] = [];
    const costkeeper = createCostkeeper({ flushOnExit: false, warn: (text) => warnings.push(text) });
    costkeeper.record(CALL);
    expect(await costkeeper.flush()).toBe(true);
    expect(costkeeper.stats().lost).toEqual({ rejected: 1 });
    expect(warnings[0]).toContain('queueUrl or apiUrl');
  });
});

describe('the convenience methods', () => {
  it('record what providers answered, with the context around them', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport);
    costkeeper.withContext({ userId: 'u1' }, () => {
      const usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 };
      costkeeper.recordOpenAI({ object: 'chat.completion', model: 'gpt-4o', usage }, { operation: 'title' });
      costkeeper.recordAnthropic({ model: 'claude-opus-5', usage: { input_tokens: 1, output_tokens: 2 } });
      costkeeper.recordGoogle({
        modelVersion: 'gemini-2.5-flash',
        usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 },
      });
      costkeeper.recordBedrock(
        { usage: { inputTokens: 5, outputTokens: 6, totalTokens: 11 } },
        { model: 'amazon.nova-micro-v1:0' },
      );
      costkeeper.recordLambda({ memoryMb: 512, durationMs: 20 });
      expect(costkeeper.recordStorage({ store: 's3', puts: 1, gets: 2 })).toHaveLength(2);
      expect(costkeeper.recordOpenAI(undefined as never)).not.toBe('');
      costkeeper.recordAnthropic(null as never);
    });
    await costkeeper.flush();
    const events = transport.events();
    expect(events.map(({ provider, model, usage }) => [provider, model, usage]).slice(0, 5)).toEqual([
      ['openai', 'gpt-4o', { input_tokens: 9, output_tokens: 12 }],
      ['anthropic', 'claude-opus-5', { input_tokens: 1, output_tokens: 2 }],
      ['google', 'gemini-2.5-flash', { input_tokens: 4 }],
      ['bedrock', 'amazon.nova-micro-v1:0', { input_tokens: 5, output_tokens: 6 }],
      ['aws', 'lambda-x86_64', { requests: 1, gb_seconds: '0.01', memory_mb: 512, duration_ms: 20 }],
    ]);
    expect(events.every((event) => event['userId'] === 'u1')).toBe(true);
    expect(events.map((event) => usageEventSchema.safeParse(event).error?.issues ?? [])).toEqual(
      events.map(() => []),
    );
  });
});

describe('batching', () => {
  it('puts events into as few messages as count and bytes allow', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport, { batch: { maxEvents: 100, maxBytes: 10_000 } });
    for (let i = 0; i < 250; i += 1) costkeeper.record({ ...CALL, id: `e${i}` });
    await costkeeper.flush();
    expect(transport.events()).toHaveLength(250);
    expect(Math.max(...transport.messages().map((message) => message.length))).toBeLessThanOrEqual(100);
    expect(Math.max(...transport.bodies.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(10_000);
    const bytes = transport.bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    expect(transport.bodies.length).toBeLessThanOrEqual(Math.ceil(bytes / 9_500));
  });

  it('fills a message to 1 MiB and not a byte more', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport);
    for (let i = 0; i < 40; i += 1) costkeeper.record({ ...CALL, region: 'é'.repeat(30_000) });
    await costkeeper.flush();
    const sizes = transport.bodies.map((body) => Buffer.byteLength(body));
    expect(transport.events()).toHaveLength(40);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 * 1024);
    expect(sizes.length).toBe(3);
  });

  it.each([
    { maxEvents: 0, maxConcurrent: 0, maxBytes: 0 },
    { maxEvents: 1e9, maxBytes: 1e9, maxConcurrent: 1e9 },
    { maxEvents: Number.NaN, maxDelayMs: -1 },
  ])('stays within what a message may be, whatever is configured: %o', async (batch) => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport, { batch });
    for (let i = 0; i < 1500; i += 1) costkeeper.record(CALL);
    expect(await costkeeper.flush()).toBe(true);
    expect(transport.events()).toHaveLength(1500);
    expect(Math.max(...transport.messages().map((message) => message.length))).toBeLessThanOrEqual(1000);
  });

  it('sends after the delay without a flush, and at once when a message is full', async () => {
    const transport = new CollectingTransport();
    const lengths = () => transport.messages().map((message) => message.length);
    const { costkeeper: patient } = clientOver(transport, { batch: { maxEvents: 2, maxDelayMs: 3_600_000 } });
    for (let count = 0; count < 3; count += 1) patient.record(CALL);
    await expect.poll(lengths).toEqual([2]);
    const { costkeeper: quick } = clientOver(transport, { batch: { maxEvents: 2, maxDelayMs: 30 } });
    quick.record(CALL);
    await expect.poll(lengths).toEqual([2, 1]);
  });
});

describe('failing sends', () => {
  it('repeats the same ids and times until the receiver takes them', async () => {
    const seen: string[] = [];
    const transport = new CollectingTransport((send, body) => {
      seen.push(body);
      return send < 4 ? new SendFailure('throttled') : undefined;
    });
    const { costkeeper } = clientOver(transport);
    costkeeper.record(CALL);
    expect(await costkeeper.flush()).toBe(true);
    expect(new Set(seen).size).toBe(1);
    expect(costkeeper.stats()).toMatchObject({
      recorded: 1,
      delivered: 1,
      retries: 3,
      pending: 0,
      pendingBytes: 0,
    });
  });

  it('holds no more than its bound, refuses the newest and hands it over', async () => {
    const gate = Promise.withResolvers<void>();
    const transport = new CollectingTransport(() => gate.promise);
    const letters: string[] = [];
    const { costkeeper } = clientOver(transport, {
      maxBufferedBytes: 2000,
      onDeadLetter: (letter) => letters.push(...letter.events.map((event) => String(event['id']))),
    });
    for (let i = 0; i < 50; i += 1) costkeeper.record({ ...CALL, id: `e${i}` });
    const { pending, pendingBytes, lost } = costkeeper.stats();
    expect(pendingBytes).toBeLessThanOrEqual(2000);
    expect(lost['buffer-full']).toBe(50 - pending);
    expect(letters).toHaveLength(50 - pending);
    expect(letters).toContain('e49');
    gate.resolve();
    await costkeeper.flush();
    expect(transport.events()).toHaveLength(pending);
  });

  it('gives up after its time and hands the events over', async () => {
    const letters: unknown[] = [];
    const transport = new CollectingTransport(() => new SendFailure('down'));
    const { costkeeper } = clientOver(transport, {
      retry: { baseDelayMs: 1, maxDelayMs: 1, giveUpAfterMs: 20 },
      onDeadLetter: (letter) => letters.push(letter),
    });
    costkeeper.record({ ...CALL, id: 'late' });
    expect(await costkeeper.flush()).toBe(true);
    expect(letters).toMatchObject([{ reason: 'gave-up', events: [{ id: 'late' }] }]);
    expect(costkeeper.stats()).toMatchObject({ pending: 0, lost: { 'gave-up': 1 } });
  });

  it('halves a message that is too large for the receiver', async () => {
    const transport = new CollectingTransport((_send, body) =>
      body.length > 600 ? new SendFailure('413', { tooLarge: true }) : undefined,
    );
    const { costkeeper } = clientOver(transport);
    for (let i = 0; i < 16; i += 1) costkeeper.record({ ...CALL, id: `e${i}` });
    await costkeeper.flush();
    expect(
      transport
        .events()
        .map((event) => event.id)
        .sort(),
    ).toEqual(Array.from({ length: 16 }, (_, i) => `e${i}`).sort());
  });

  it('survives a dead-letter callback that throws', async () => {
    const transport = new CollectingTransport(() => new SendFailure('no', { permanent: true }));
    const { costkeeper, warnings } = clientOver(transport, {
      onDeadLetter: () => {
        throw new Error('disk full');
      },
    });
    costkeeper.record(CALL);
    await costkeeper.flush();
    expect(warnings.some((text) => text.includes('disk full'))).toBe(true);
  });

  it('ends a flush at its time-out and goes on sending', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const transport = new CollectingTransport(() => answered);
    const { costkeeper } = clientOver(transport);
    costkeeper.record(CALL);
    expect(await costkeeper.flush({ timeoutMs: 5 })).toBe(false);
    answer();
    expect(await costkeeper.flush()).toBe(true);
    expect(transport.events()).toHaveLength(1);
  });
});

describe('close', () => {
  it('is what `await using` does: everything has left, and later events are counted as lost', async () => {
    const transport = new CollectingTransport();
    const { costkeeper } = clientOver(transport);
    {
      await using disposed = costkeeper;
      disposed.record(CALL);
    }
    expect(transport.events()).toHaveLength(1);
    costkeeper.record(CALL);
    expect(costkeeper.stats().lost).toEqual({ closed: 1 });
  });

  it('hands over what could not leave in time', async () => {
    const letters: { reason: string }[] = [];
    const transport = new CollectingTransport(() => new SendFailure('down'));
    const { costkeeper } = clientOver(transport, { onDeadLetter: (letter) => letters.push(letter) });
    costkeeper.record(CALL);
    await costkeeper.close({ timeoutMs: 20 });
    expect(letters).toMatchObject([{ reason: 'closed', events: [{ provider: 'openai' }] }]);
    expect(costkeeper.stats().pending).toBe(0);
  });

  it('hands over what is being sent when time is up, and counts it once whatever is answered then', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const letters: DeadLetter[] = [];
    const { costkeeper } = clientOver(new CollectingTransport(() => answered), {
      onDeadLetter: (letter) => letters.push(letter),
      batch: { maxEvents: 1, maxConcurrent: 1 },
    });
    for (let i = 0; i < 3; i++) costkeeper.record(CALL);
    await costkeeper.close({ timeoutMs: 5 });
    expect(letters.map(({ reason, events }) => [reason, events.length])).toEqual([['closed', 3]]);
    answer();
    await costkeeper.flush();
    expect(costkeeper.stats()).toMatchObject({
      pending: 0,
      pendingBytes: 0,
      delivered: 0,
      lost: { closed: 3 },
    });
  });

  it('tries nothing again that fails after the end', async () => {
    const { promise: failed, reject } = Promise.withResolvers<void>();
    const transport = Object.assign(new CollectingTransport(() => failed), {
      close: () => reject(new SendFailure('down')),
    });
    const { costkeeper } = clientOver(transport, { retry: { baseDelayMs: 600_000, maxDelayMs: 600_000 } });
    costkeeper.record(CALL);
    await costkeeper.close({ timeoutMs: 5 });
    expect(costkeeper.stats()).toMatchObject({ pending: 0, sends: 1, lost: { closed: 1 } });
  });
});

describe('currentCost', () => {
  const prices = [
    { provider: 'openai', model: 'gpt-4o-mini', unit: 'input_tokens', unitPriceUsd: '0.15', per: 1_000_000 },
    { provider: 'openai', model: 'gpt-4o-mini', unit: 'output_tokens', unitPriceUsd: '0.6', per: 1_000_000 },
  ];

  it('estimates what the context has spent, nested ones included, and says it is an estimate', () => {
    const { costkeeper } = clientOver(new CollectingTransport(), { prices });
    costkeeper.record(CALL);
    const seen = costkeeper.withContext({ userId: 'u' }, () => {
      costkeeper.record(CALL);
      costkeeper.withContext({ operation: 'x' }, () => costkeeper.record(CALL));
      return costkeeper.currentCost();
    });
    expect(seen).toEqual({ estimated: true, usd: '0.000648', events: 2, unpricedEvents: 0 });
    expect(costkeeper.currentCost()).toMatchObject({ usd: '0.000972', events: 3 });
  });

  it('counts what it has no price for, and takes a reported cost', () => {
    const { costkeeper } = clientOver(new CollectingTransport(), { prices });
    costkeeper.record({ ...CALL, model: 'other' });
    costkeeper.record({ ...CALL, model: 'other', reportedCostUsd: '0.5' });
    expect(costkeeper.currentCost()).toEqual({ estimated: true, usd: '0.5', events: 2, unpricedEvents: 1 });
  });
});
