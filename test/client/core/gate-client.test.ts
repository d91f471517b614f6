import { describe, expect, it } from 'vitest';
import type { GateOptions } from '../../../client/core/gate-types.ts';
import { authorizeSchema } from '../../../contracts/api/budget-shapes.ts';
import {
  ApiError,
  BudgetDeniedError,
  createCostkeeper,
  GateSetupError,
  SignInError,
} from '../../../client/index.ts';
import { CollectingTransport } from '../support/collecting-transport.ts';
import { startStub, type StubAnswer, type StubServer } from '../support/json-server.ts';

const REQUEST = { provider: 'openai', model: 'gpt-4o', estimateUsd: '0.01' };
const sealedVault = (): Promise<string> => Promise.reject(new Error('the vault is sealed'));
const SOON = (): string => new Date(Date.now() + 120_000).toISOString();

function clientOf(
  api: StubServer,
  gate: GateOptions = {},
  transport = new CollectingTransport(),
  now = Date.now,
) {
  return createCostkeeper({ apiUrl: api.url, token: 't', transport, flushOnExit: false, gate, now });
}

/** A budget that holds until its limit, as the ledger does. */
function budget(limitUsd: number): (request: { path: string; body: string }) => StubAnswer {
  let held = 0;
  let holds = 0;
  return ({ path, body }) => {
    if (!path.endsWith('/authorize')) return { json: {} };
    const { estimateUsd } = JSON.parse(body) as { estimateUsd: string };
    if (held + Number(estimateUsd) > limitUsd + 1e-9) {
      return {
        json: { decision: 'deny', reasons: ['budget b1 is used up'], remainingUsd: String(limitUsd - held) },
      };
    }
    held += Number(estimateUsd);
    return { json: { decision: 'allow', holdId: `h${(holds += 1)}`, expiresAt: SOON(), reasons: [] } };
  };
}

describe('authorize', () => {
  it('asks with the attribution of the context and hands back the hold', async () => {
    await using api = await startStub(budget(1));
    const costkeeper = clientOf(api);
    const grant = await costkeeper.withContext({ userId: 'u1', tags: { tier: 'a' } }, () =>
      costkeeper.authorize(REQUEST),
    );
    expect(grant).toMatchObject({ decision: 'allow', holdId: 'h1', model: 'gpt-4o', source: 'ledger' });
    expect(JSON.parse(api.seen[0]?.body ?? '')).toEqual({ ...REQUEST, userId: 'u1', tags: { tier: 'a' } });
    expect(api.seen[0]).toMatchObject({ path: '/budgets/authorize', headers: { authorization: 'Bearer t' } });
  });

  it('hands back the cheaper model: the ledger names it, or the configuration does', async () => {
    await using named = await startStub(() => ({
      json: { decision: 'degrade', holdId: 'h', degradeTo: 'gpt-4o-mini' },
    }));
    expect(await clientOf(named).authorize(REQUEST)).toMatchObject({
      decision: 'degrade',
      model: 'gpt-4o-mini',
    });
    await using unnamed = await startStub(() => ({ json: { decision: 'degrade', holdId: 'h' } }));
    const configured = clientOf(unnamed, { degradeTo: { 'gpt-4o': 'gpt-4.1-nano' } });
    expect((await configured.authorize(REQUEST)).model).toBe('gpt-4.1-nano');
  });

  it('fails open or closed by choice where the ledger never answers', async () => {
    await using silent = await startStub(() => new Promise<StubAnswer>(() => undefined));
    expect(await clientOf(silent, { timeoutMs: 50 }).authorize(REQUEST)).toMatchObject({
      decision: 'allow',
      source: 'unreachable',
      // Nobody has to be told of a call that is made.
      userMessage: undefined,
    });
    const closed = clientOf(silent, { timeoutMs: 50, onUnreachable: 'deny' });
    expect(await closed.authorize(REQUEST)).toMatchObject({
      decision: 'deny',
      userMessage: 'Try again in a minute.',
    });
  });

  it.each([{ body: '<html>sign in</html>' }, { json: {} }, { json: { decision: 'perhaps' } }, { body: '' }])(
    'throws at %j of another server, which would let everything through for ever',
    async (answer) => {
      await using stranger = await startStub(() => answer);
      await expect(clientOf(stranger).authorize(REQUEST)).rejects.toThrow(GateSetupError);
      const ahead = clientOf(stranger, { holdAheadUsd: '1' });
      await expect(ahead.authorize(REQUEST)).rejects.toThrow(/apiUrl is not the ledger's/);
    },
  );

  it('takes a route that is not there for an address that is not the ledger, and says what it ends in', async () => {
    await using api = await startStub(() => ({ status: 404, json: { message: 'Not Found' } }));
    const asked = clientOf(api).authorize(REQUEST);
    await expect(asked).rejects.toThrow(GateSetupError);
    await expect(asked).rejects.toThrow(`ends in /cost-tracking or /cost-tracking/key: ${api.url}`);
    await expect(asked).rejects.toMatchObject({ cause: { status: 404 } });
    await expect(clientOf(api, { holdAheadUsd: '1' }).authorize(REQUEST)).rejects.toThrow(GateSetupError);
  });

  it('takes a parent that is not there for no wrong address, and throws what the ledger says', async () => {
    const problem = { type: 'urn:costkeeper:not-found', detail: 'there is no hold "gone"' };
    await using api = await startStub(() => ({ status: 404, json: problem }));
    const costkeeper = clientOf(api);
    const asked = costkeeper.withContext({ parentHoldId: 'gone' }, () => costkeeper.authorize(REQUEST));
    await expect(asked).rejects.toThrow(ApiError);
    await expect(asked).rejects.toThrow(/no hold "gone"/);
  });

  it.each([400, 401, 403, 422, 429])('throws what the ledger refuses with %i', async (status) => {
    await using api = await startStub(() => ({ status, json: { detail: 'say who you are' } }));
    const refused = clientOf(api).authorize(REQUEST);
    await expect(refused).rejects.toThrow(ApiError);
    await expect(refused).rejects.toMatchObject({ status });
    await expect(clientOf(api, { holdAheadUsd: '1' }).authorize(REQUEST)).rejects.toMatchObject({ status });
  });

  it.each([408, 500, 502, 503, 504])('takes %i for no answer', async (status) => {
    await using api = await startStub(() => ({ status, json: { message: 'down' } }));
    expect(await clientOf(api).authorize(REQUEST)).toMatchObject({
      decision: 'allow',
      source: 'unreachable',
      code: 'unreachable',
    });
  });

  it('throws without an address, with one that is none, and without a token', async () => {
    const transport = new CollectingTransport();
    for (const apiUrl of [undefined, 'api.example.com/cost-tracking']) {
      const costkeeper = createCostkeeper({ apiUrl, transport, flushOnExit: false });
      await expect(costkeeper.authorize(REQUEST)).rejects.toThrow(GateSetupError);
    }
    const costkeeper = createCostkeeper({
      apiUrl: 'http://127.0.0.1:9',
      token: sealedVault,
      transport,
      flushOnExit: false,
    });
    await expect(costkeeper.authorize(REQUEST)).rejects.toThrow(SignInError);
  });
});

describe('what is asked', () => {
  it('is what the API takes, whether it is an estimate or quantities', async () => {
    await using api = await startStub(() => ({ json: { decision: 'allow', holdId: 'h' } }));
    const costkeeper = clientOf(api);
    const context = {
      userId: 'u',
      resource: { type: 'episode', id: 'e' },
      tags: { tier: 'a' },
      operation: 'title',
    };
    await costkeeper.withContext(context, async () => {
      await costkeeper.authorize({ ...REQUEST, holdSeconds: 30 });
      await costkeeper.authorize({
        provider: 'aws',
        model: 'arm64',
        usage: { gb_seconds: 0.5, requests: 1n },
      });
    });
    const bodies = api.seen.map(({ body }) => JSON.parse(body) as unknown);
    expect(bodies.map((body) => authorizeSchema.safeParse(body).error?.issues ?? [])).toEqual([[], []]);
    expect(bodies[1]).toMatchObject({
      userId: 'u',
      operation: 'title',
      usage: { gb_seconds: '0.5', requests: '1' },
    });
  });
});

describe('guard', () => {
  it('lets the billed event settle the hold, and gives the hold back when nothing was billed', async () => {
    await using api = await startStub(budget(1));
    const transport = new CollectingTransport();
    const costkeeper = clientOf(api, {}, transport);
    await costkeeper.guard(REQUEST, async (grant) => {
      costkeeper.record({
        provider: 'openai',
        model: grant.model,
        usage: { input_tokens: 0 },
        outcome: 'failed',
      });
      costkeeper.record({ provider: 'aws', service: 's3', model: 'standard-put', usage: { requests: 1 } });
      costkeeper.record({ provider: 'openai', model: grant.model, usage: { input_tokens: 5 } });
      await Promise.resolve();
    });
    await expect(costkeeper.guard(REQUEST, () => Promise.reject(new Error('provider down')))).rejects.toThrow(
      'provider down',
    );
    await costkeeper.flush();
    await expect.poll(() => api.seen.map((request) => request.path)).toContain('/budgets/holds/h2/release');
    expect(api.seen.map((request) => request.path)).not.toContain('/budgets/holds/h1/release');
    expect(transport.events().map((event) => event['holdId'])).toEqual([undefined, undefined, 'h1']);
  });

  it('of a loop holds until all of it has ended, and settles with none of its calls', async () => {
    await using api = await startStub(budget(1));
    const transport = new CollectingTransport();
    const costkeeper = clientOf(api, {}, transport);
    await costkeeper.guardLoop(REQUEST, async () => {
      for (const input_tokens of [5, 6]) {
        costkeeper.record({ provider: 'openai', model: 'gpt-4o', usage: { input_tokens } });
      }
      await Promise.resolve();
      expect(api.seen.map(({ path }) => path)).toEqual(['/budgets/authorize']);
    });
    await expect.poll(() => api.seen.map(({ path }) => path)).toContain('/budgets/holds/h1/release');
    expect(transport.events().map((event) => event['holdId'])).toEqual([undefined, undefined]);
  });

  it('of a loop that is a parent names its hold to each guard below, also in another process', async () => {
    let holds = 0;
    await using api = await startStub(() => ({ json: { decision: 'allow', holdId: `h${++holds}` } }));
    const [costkeeper, other] = [clientOf(api), clientOf(api)];
    await costkeeper.guardLoop({ ...REQUEST, asParent: true }, async () => {
      await costkeeper.guardLoop({ ...REQUEST, asParent: true, estimateUsd: undefined }, async () => {
        const headers = costkeeper.inject();
        await other.withContext(other.extract({ headers }), () =>
          other.guard(REQUEST, () => Promise.resolve()),
        );
        await costkeeper.withContext({ parentHoldId: null }, () => costkeeper.authorize(REQUEST));
      });
      await costkeeper.authorize({ ...REQUEST, parentHoldId: 'h0' });
    });
    const bodies = api.seen
      .filter(({ path }) => path === '/budgets/authorize')
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies.map(({ parentHoldId, asParent }) => [parentHoldId, asParent])).toEqual([
      [undefined, true],
      ['h1', true],
      ['h2', undefined],
      [undefined, undefined],
      ['h0', undefined],
    ]);
    expect(bodies.map((body) => authorizeSchema.safeParse(body).error?.issues ?? [])).toEqual(
      bodies.map(() => []),
    );
    const ahead = clientOf(api, { holdAheadUsd: '9' });
    expect(await ahead.authorize({ ...REQUEST, asParent: true })).toMatchObject({ source: 'ledger' });
  });

  it('throws what the budget said', async () => {
    await using api = await startStub(budget(0));
    const denied = clientOf(api).guard(REQUEST, () => Promise.resolve(1));
    await expect(denied).rejects.toThrow(BudgetDeniedError);
    await expect(denied).rejects.toThrow('budget b1 is used up');
  });
});

describe('a larger hold', () => {
  it('is asked for once, spent from locally, and never overspent', async () => {
    await using api = await startStub(budget(1));
    const costkeeper = clientOf(api, { holdAheadUsd: '0.10' });
    const grants = await Promise.all(Array.from({ length: 120 }, () => costkeeper.authorize(REQUEST)));
    expect(grants.filter((grant) => grant.decision === 'allow')).toHaveLength(100);
    expect(grants.filter((grant) => grant.decision === 'deny')).toHaveLength(20);
    const asked = api.seen.map(
      (request) => (JSON.parse(request.body) as { estimateUsd: string }).estimateUsd,
    );
    expect(asked.filter((usd) => usd === '0.10').length).toBeGreaterThanOrEqual(10);
  });

  it('belongs to one user and is not spent after it expires', async () => {
    let now = Date.parse('2026-11-20T12:00:00Z');
    // It must outlast a call by 15 s, so it is spent from for one more second.
    await using api = await startStub(() => ({
      json: { decision: 'allow', holdId: 'h', expiresAt: new Date(now + 16_000).toISOString() },
    }));
    const costkeeper = clientOf(api, { holdAheadUsd: '0.10' }, undefined, () => now);
    const ask = (userId: string) => costkeeper.authorize({ ...REQUEST, userId });
    expect((await ask('a')).source).toBe('held-ahead');
    expect((await ask('b')).source).toBe('held-ahead');
    expect(api.seen).toHaveLength(2);
    now += 999;
    expect((await ask('a')).source).toBe('held-ahead');
    expect(api.seen).toHaveLength(2);
    now += 1;
    await ask('a');
    expect(api.seen).toHaveLength(3);
  });

  it('falls back to what the call needs when the larger hold is not granted', async () => {
    await using api = await startStub(budget(0.05));
    const costkeeper = clientOf(api, { holdAheadUsd: '0.10' });
    expect(await costkeeper.authorize(REQUEST)).toMatchObject({
      decision: 'allow',
      source: 'ledger',
      holdId: 'h1',
    });
  });
});
