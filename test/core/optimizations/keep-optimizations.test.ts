import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyByItself, keepOptimizations } from '../../../core/optimizations/keep-optimizations.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'keep');
  await ledger.record(
    Array.from({ length: 50 }, (_, index) =>
      usageEvent(`e${index}`, {
        model: 'gpt-4o',
        usage: { input_tokens: 1_000_000, output_tokens: 250_000 },
      }),
    ),
  );
  await ledger.aggregate([aDay('2026-11-20')]);
  api = startApi(dynamo, 'keep');
});

afterAll(() => dynamo.stop());

const DAY_MS = 86_400_000;
const ports = () => ({ ...api.ports, timeZone: 'UTC' });
const keep = async (at = NOW) => {
  const { found, kept } = await keepOptimizations(ports(), at);
  return { found, kept };
};
const apply = async (at: number) => applyByItself(await keepOptimizations(ports(), at), ports(), at);

describe('keepOptimizations', () => {
  it('stores what it finds once, with the day it was found', async () => {
    const first = await keep();
    expect(first.found).toBeGreaterThan(1);
    expect(first.kept).toBe(first.found);
    expect(await keep(NOW + 1000)).toEqual({ ...first, kept: 0 });
    const stored = await api.ports.optimizations.list();
    expect(
      new Set(stored.map(({ status, foundAt, revision }) => `${status} ${foundAt} ${revision}`)),
    ).toEqual(new Set([`pending ${NOW} 1`]));
  });

  it('gives an optimization that is known its new figures', async () => {
    await keep(NOW + DAY_MS);
    const stored = await api.ports.optimizations.list();
    expect(new Set(stored.map(({ foundAt, revision }) => `${foundAt} ${revision}`))).toEqual(
      new Set([`${NOW} 2`]),
    );
  });
});

describe('an optimization that applies itself', () => {
  it('is one harmless change of model a week, which rejecting undoes', async () => {
    const applied = await apply(NOW);
    expect(applied).not.toBeNull();
    expect(await apply(NOW + 6 * DAY_MS)).toBeNull();
    const { body } = await api.call(`/optimizations/${applied}`);
    expect(body).toMatchObject({ status: 'applied', decidedBy: 'costkeeper', risk: 'low' });
    const { degradeTo } = body as unknown as { degradeTo: object };
    expect((await api.call('/budget/config')).body).toMatchObject({ degradeTo });
    await api.call(`POST /optimizations/${applied}/reject`, { body: {} });
    expect((await api.call('/budget/config')).body).toMatchObject({ degradeTo: {} });
  });

  it('is not what a person rejected', async () => {
    const again = await apply(NOW + 7 * DAY_MS);
    const rejected = (await api.ports.optimizations.list()).find(({ status }) => status === 'rejected');
    expect(rejected).toBeDefined();
    expect(again).not.toBe(rejected?.optimization.id);
  });
});
