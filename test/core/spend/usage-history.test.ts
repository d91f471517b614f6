import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usageHistory } from '../../../core/spend/usage-history.ts';
import { ONE } from '../../../core/money/decimal.ts';
import { outcomeId } from '../../../core/usage/quarantine.ts';
import { beginRecording } from '../../../core/usage/record-usage.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startApi } from '../../support/api.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const MODEL = { provider: 'openai', model: 'gpt-4o-mini', userId: 'user-1' };
const clock = { now: () => Date.parse('2026-11-20T12:00:00Z') };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Thirty events of 100 tokens in the totals, by which the next ones are judged. */
async function start(table: string) {
  const filled = await startLedger(dynamo, table);
  const list = Array.from({ length: 30 }, (_, i) =>
    usageEvent(`e${i}`, { ...MODEL, usage: { input_tokens: 100 } }),
  );
  await filled.record(list);
  await filled.aggregate([aDay('2026-11-20')]);
  const ledger = ledgerOn(dynamo.client(), table, {}, clock);
  return { filled, ledger, history: usageHistory(ledger.totals, clock, 'UTC') };
}

describe('what is usual', () => {
  it('is what the last days used, of a model and of a user', async () => {
    const { history } = await start('usual');
    const usual = { events: 30, usage: new Map([['input_tokens', 3000n * ONE]]) };
    expect(await history.ofModel('openai', 'gpt-4o-mini')).toMatchObject(usual);
    expect(await history.ofUser('user-1')).toMatchObject(usual);
    expect(await history.ofUser('user-2')).toEqual({ events: 0, cost: 0n, usage: new Map() });
    expect(await history.ofModel('openai', 'gpt-4o')).toEqual({ events: 0, cost: 0n, usage: new Map() });
    expect(await history.ofUnit('input_tokens')).toMatchObject(usual);
    expect(await history.ofUnit('images')).toEqual({ events: 0, cost: 0n, usage: new Map() });
  });

  it('keeps a million times as much aside until a redrive says that it is right', async () => {
    const table = 'usual-guard';
    const { ledger, history } = await start(table);
    const api = startApi(dynamo, table);
    const record = async (messageId: string, body: string) => {
      const ports = {
        ledger: ledger.ledgerWriter,
        bodies: { putBody: () => Promise.reject(new Error('no bucket here')) },
        prices: ledger.prices,
        clock,
        guard: { factor: 1000, history },
        log: { recorded: () => undefined },
      };
      const recording = beginRecording(ports, testSettings, ledger.newId());
      await recording.recordMessage({ messageId, sentAt: clock.now(), body });
      await recording.finish();
    };
    const wrong = usageEvent('wrong', { ...MODEL, usage: { input_tokens: '100000000' } });
    await record('m1', JSON.stringify({ events: [wrong] }));
    expect((await api.call('/entries/wrong')).status).toBe(404);
    const { items } = (await api.call('/quarantine')).body as unknown as {
      items: { id: string; reason: string; errors: { field: string }[] }[];
    };
    expect(items).toMatchObject([{ reason: 'suspect', errors: [{ field: 'usage.input_tokens' }] }]);
    const id = items[0]?.id ?? '';
    expect(id).toBe(outcomeId({ day: aDay('2026-11-20'), messageId: 'm1', index: 0, kind: 'rejected' }));
    await api.call(`POST /quarantine/${id}/redrive`);
    await api.call(`POST /quarantine/${id}/redrive`, { body: { accept: true } });
    const [plain = '', accepted = ''] = api.sent;
    await record('m2', plain);
    expect((await api.call('/entries/wrong')).status).toBe(404);
    await record('m3', accepted);
    expect((await api.call('/entries/wrong')).status).toBe(200);
    await record('m3', accepted);
    await record('m4', plain);
    expect((await api.call('/quarantine?kind=duplicate')).body).toMatchObject({
      items: [{ messageId: 'm4' }],
    });
  });
});
