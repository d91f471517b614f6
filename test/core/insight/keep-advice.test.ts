import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepAdvice } from '../../../core/insight/advice/keep-advice.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
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
  await ledger.aggregate(['2026-11-20']);
  api = startApi(dynamo, 'keep');
});

afterAll(() => dynamo.stop());

const keep = (applyOne: boolean, at = NOW) => keepAdvice({ ...api.ports, timeZone: 'UTC' }, at, applyOne);

describe('keepAdvice', () => {
  it('stores what it finds once, and applies nothing by itself unless it is told to', async () => {
    const first = await keep(false);
    expect(first).toMatchObject({ applied: null });
    expect(first.kept).toBe(first.found);
    expect(await keep(false, NOW + 1000)).toEqual({ ...first, kept: 0 });
    const stored = await api.ports.advice.list();
    expect(new Set(stored.map(({ status, foundAt }) => `${status} ${foundAt}`))).toEqual(
      new Set([`pending ${NOW}`]),
    );
  });

  it('applies one harmless change of model by itself, which rejecting undoes', async () => {
    const { applied } = await keep(true);
    const { body } = await api.call(`/optimizations/${applied}`);
    expect(body).toMatchObject({ status: 'applied', decidedBy: 'costkeeper', risk: 'low' });
    const { degradeTo } = body as unknown as { degradeTo: object };
    expect((await api.call('/budget/config')).body).toMatchObject({ degradeTo });
    await api.call(`POST /optimizations/${applied}/reject`, { body: {} });
    expect((await api.call('/budget/config')).body).toMatchObject({ degradeTo: {} });
  });

  it('does not apply again what somebody rejected', async () => {
    const { applied } = await keep(true);
    const advice = (await api.ports.advice.list()).find(({ status }) => status === 'rejected');
    expect(applied).not.toBe(advice?.optimisation.id);
  });
});
