import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iamFetch } from '../../client/iam.ts';
import {
  BudgetDeniedError,
  createCostkeeper,
  createCostkeeperReader,
  type CostkeeperOptions,
} from '../../client/index.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { callAsAdmin } from '../../testing/local-calls.ts';
import { waitFor } from '../../testing/wait-for.ts';
import { shareSystem } from '../support/shared/shared.ts';

let system: LocalSystem;

beforeAll(async () => {
  system = await shareSystem('ledger');
});
afterAll(() => system[Symbol.asyncDispose]());

function client(options: CostkeeperOptions = {}) {
  const { queueUrl, api, tokens } = system.endpoints;
  return createCostkeeper({ queueUrl, apiUrl: api, token: tokens.writer, flushOnExit: false, ...options });
}

function reader(role: 'admin' | 'reader' | 'user' = 'admin') {
  const { api, tokens } = system.endpoints;
  return createCostkeeperReader({ apiUrl: api, token: tokens[role] });
}

async function addBudget(budget: object): Promise<void> {
  await callAsAdmin(system.endpoints, 'POST', '/budgets', budget);
}

/** A daily budget of one user. */
function budgetOf(userId: string, limitUsd: string, more: object = {}): object {
  return {
    name: `of ${userId}`,
    scope: { kind: 'user', id: userId },
    period: 'daily',
    limitUsd,
    thresholds: [{ percent: 80 }],
    ...more,
  };
}

async function standOf(userId: string) {
  const { budgets, events } = await reader().user(userId);
  const { spentUsd, heldUsd } = budgets.find(({ limitUsd }) => limitUsd !== '0') ?? {
    spentUsd: '',
    heldUsd: '',
  };
  return { events, spentUsd, heldUsd };
}

const REQUEST = { provider: 'openai', model: 'gpt-4o', estimateUsd: '0.40' };
/** 0.25 USD. */
const CALL = { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 100_000 } };

describe('the client and the ledger', () => {
  it('hold before a call, settle by its event, and give back what was not used', async () => {
    await addBudget(budgetOf('gated', '1.00'));
    await using costkeeper = client();
    await costkeeper.withContext({ userId: 'gated' }, async () => {
      await costkeeper.guard(REQUEST, async ({ source }) => {
        expect(source).toBe('ledger');
        expect(await standOf('gated')).toMatchObject({ heldUsd: '0.4', events: 0 });
        costkeeper.record(CALL);
      });
      await costkeeper.flush();
      const settled = await waitFor(
        'the hold settled by its event',
        () => standOf('gated'),
        ({ events, heldUsd }) => events === 1 && heldUsd === '0',
      );
      expect(settled).toEqual({ events: 1, spentUsd: '0.25', heldUsd: '0' });
      await expect(costkeeper.guard(REQUEST, () => Promise.reject(new Error('down')))).rejects.toThrow(
        'down',
      );
      await waitFor(
        'nothing held',
        () => standOf('gated'),
        ({ heldUsd }) => heldUsd === '0',
      );
      await expect(
        costkeeper.guard({ ...REQUEST, estimateUsd: '0.80' }, () => Promise.resolve()),
      ).rejects.toThrow(BudgetDeniedError);
    });
  });

  it('hand back the cheaper model that a budget names', async () => {
    const degradeTo = { 'gpt-4o': 'gpt-4o-mini' };
    await addBudget(budgetOf('thrifty', '0.30', { enforcement: 'degrade', degradeTo }));
    await using costkeeper = client();
    const grant = await costkeeper.authorize({ ...REQUEST, userId: 'thrifty' });
    expect(grant).toMatchObject({ decision: 'degrade', model: 'gpt-4o-mini', source: 'ledger' });
  });

  it('hold a larger amount once and never more than it', async () => {
    await addBudget(budgetOf('ahead', '2.00'));
    await using costkeeper = client({ gate: { holdAheadUsd: '1.00' } });
    const ask = () => costkeeper.authorize({ ...REQUEST, estimateUsd: '0.20', userId: 'ahead' });
    const first = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    expect(first.map(({ source }) => source)).toEqual(Array.from({ length: 5 }, () => 'held-ahead'));
    expect(await standOf('ahead')).toMatchObject({ heldUsd: '1' });
    const rest = await Promise.all([ask(), ask(), ask(), ask(), ask(), ask(), ask()]);
    expect(rest.filter(({ decision }) => decision === 'allow')).toHaveLength(5);
    expect(await standOf('ahead')).toMatchObject({ heldUsd: '2' });
  });

  it('let a Lambda ask with its own rights', async () => {
    const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
    const apiUrl = `${system.endpoints.api}/service`;
    const fetch = iamFetch({ region: 'us-east-1', credentials });
    await using costkeeper = client({ apiUrl, token: undefined, fetch });
    expect(await costkeeper.authorize({ ...REQUEST, userId: 'nobody' })).toMatchObject({
      decision: 'allow',
      source: 'ledger',
    });
  });

  it('take events over HTTP, hand back those that are rejected, and show them to their user', async () => {
    const letters: { reason: string; detail: string }[] = [];
    await using costkeeper = client({
      transport: 'http',
      warn: () => undefined,
      onDeadLetter: (letter) => letters.push(letter),
    });
    costkeeper.withContext({ userId: 'user-1' }, () => {
      for (let times = 0; times < 3; times += 1) costkeeper.record(CALL);
      costkeeper.record({ ...CALL, provider: '' });
    });
    await costkeeper.flush();
    expect(costkeeper.stats()).toMatchObject({ recorded: 4, delivered: 3, lost: { rejected: 1 } });
    expect(letters[0]?.detail).toContain('provider');
    const own = reader('user');
    await waitFor(
      'the three events in their total',
      () => own.me(),
      ({ totalUsd }) => totalUsd === '0.75',
    );
    const page = await own.myEntries({ limit: 2 });
    expect(page).toMatchObject({ total: 3, entries: [{ costUsd: '0.25', userId: 'user-1' }, {}] });
    const ids: string[] = [];
    for await (const { id } of own.eachEntry((cursor) => own.myEntries({ limit: 2, cursor }))) ids.push(id);
    expect(new Set(ids).size).toBe(3);
    await expect(own.user('user-2')).rejects.toMatchObject({ status: 403 });
  });

  it('read the organisation, and recalculate a user', async () => {
    const admin = reader();
    expect(await admin.budgetStatus()).toMatchObject({
      actions: { gate: 'allow' },
      monthly: { spentUsd: expect.any(String) as string },
    });
    const { jobId } = await admin.recalculateUser('user-1');
    const job = await waitFor(
      'the end of the job',
      () => admin.job(jobId),
      ({ status }) => status === 'done' || status === 'failed',
    );
    expect(job.status).toBe('done');
  });
});
