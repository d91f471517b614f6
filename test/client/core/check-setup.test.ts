import { describe, expect, it } from 'vitest';
import { createCostkeeper } from '../../../client/index.ts';
import { startStub, type StubAnswer } from '../support/json-server.ts';
import { startLocalQueue } from '../support/local-sqs.ts';

/** A ledger that knows one token for each thing. */
function ledger(allowed: readonly string[]): (request: { path: string; method: string }) => StubAnswer {
  const answers: Readonly<Record<string, object>> = {
    '/record': { ids: [], rejected: [], warnings: [] },
    '/budgets/authorize': { decision: 'allow', holdId: 'h1' },
    '/budgets/holds/h1/release': { released: true },
    '/me': { totalUsd: '0' },
  };
  return ({ path }) =>
    allowed.includes(path) ? { json: answers[path] } : { status: 403, json: { detail: 'not for you' } };
}
const ALL = ['/record', '/budgets/authorize', '/budgets/holds/h1/release', '/me'];

describe('check', () => {
  it('tries every way by HTTP, records nothing and holds nothing', async () => {
    await using api = await startStub(ledger(ALL));
    const costkeeper = createCostkeeper({
      transport: 'http',
      apiUrl: api.url,
      token: 't',
      flushOnExit: false,
    });
    const report = await costkeeper.check();
    expect(report).toMatchObject({ ok: true, ways: [{ result: 'ok' }, { result: 'ok' }, { result: 'ok' }] });
    expect(api.seen.map(({ path }) => path).sort()).toEqual(ALL.toSorted());
    expect(costkeeper.stats()).toMatchObject({ recorded: 0, sends: 0 });
  });

  it('says of each way what is wrong', async () => {
    await using api = await startStub(ledger(['/me']));
    const costkeeper = createCostkeeper({
      transport: 'http',
      apiUrl: api.url,
      token: 't',
      flushOnExit: false,
    });
    const { ok, ways } = await costkeeper.check();
    expect(ok).toBe(false);
    expect(ways.map(({ way, result }) => [way, result])).toEqual([
      ['record', 'failed'],
      ['gate', 'failed'],
      ['read', 'ok'],
    ]);
    expect(ways[0]?.detail).toMatch(/POST \/record answered 403: not for you: .*cost-writers/);
  });

  it.each(['/key', '/service', '/service/'])(
    'below %s reads what machines may, and tells what is not theirs',
    async (path) => {
      await using api = await startStub(({ path: asked }) =>
        asked === `${path.replace(/\/$/, '')}/record`
          ? { json: { ids: [], rejected: [], warnings: [] } }
          : { status: asked.endsWith('/me') ? 404 : 403, json: { detail: 'needs the scope' } },
      );
      const apiUrl = `${api.url}${path}`;
      const { ok, ways } = await createCostkeeper({
        transport: 'http',
        apiUrl,
        token: 'ck_1',
        flushOnExit: false,
      }).check();
      expect([ok, ways.map(({ result }) => result)]).toEqual([true, ['ok', 'not-allowed', 'not-allowed']]);
      expect(ways[2]?.detail).toContain('GET /status answered 403: needs the scope');
    },
  );

  it('of an address where a web page answers fails', async () => {
    await using page = await startStub(() => ({ body: '<!doctype html><title>Costs</title>' }));
    const apiUrl = page.url;
    const { ways } = await createCostkeeper({
      transport: 'http',
      apiUrl,
      token: 't',
      flushOnExit: false,
    }).check();
    expect(ways.map(({ result }) => result)).toEqual(['failed', 'failed', 'failed']);
  });

  it('of an address where nothing answers fails, though the gate would let calls through', async () => {
    const costkeeper = createCostkeeper({ apiUrl: 'http://127.0.0.1:9', token: 't', flushOnExit: false });
    const { ways } = await costkeeper.check();
    expect(ways.map(({ result }) => result)).toEqual(['failed', 'failed', 'failed']);
    // fetch refuses this port by itself, and says so in its cause alone.
    for (const { detail } of ways) expect(detail).toContain('bad port');
  });

  it('sends a queue a message that names no event, and says what is missing', async () => {
    await using queue = await startLocalQueue();
    const costkeeper = createCostkeeper({
      queueUrl: queue.queueUrl,
      sqsClient: queue.client,
      flushOnExit: false,
    });
    expect(await costkeeper.check()).toMatchObject({
      ok: true,
      ways: [{ result: 'ok' }, { result: 'not-configured' }, { result: 'not-configured' }],
    });
    const { messages, events } = await queue.drain();
    expect({ messages, events }).toEqual({ messages: 1, events: [] });
    const gone = createCostkeeper({
      queueUrl: `${queue.queueUrl}-gone`,
      sqsClient: queue.client,
      flushOnExit: false,
    });
    expect((await gone.check()).ways[0]?.detail).toContain('no such queue');
  });
});
