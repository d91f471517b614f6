import { describe, expect, it } from 'vitest';
import { BudgetDeniedError } from '../../client/index.ts';
import { ExpectationError, type RecordingOptions, recordingCostkeeper } from '../../client/testing.ts';
import { openAiFetch } from '../../client/openai.ts';

const PRICES = [
  { provider: 'openai', model: 'gpt-4o-mini', unit: 'input_tokens', unitPriceUsd: '0.15', per: 1_000_000 },
  { provider: 'openai', model: 'gpt-4o-mini', unit: 'output_tokens', unitPriceUsd: '0.60', per: 1_000_000 },
];
const CALL = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  usage: { input_tokens: 1000, output_tokens: 500 },
};
const JOB = { type: 'job', id: '7' };

/** A client for tests, with three calls of two users and one job. */
function recorded(options: RecordingOptions = {}) {
  const costs = recordingCostkeeper({ prices: PRICES, ...options });
  costs.withContext({ userId: 'ada', resource: JOB, tags: { tier: 'free', team: 'a' } }, () => {
    costs.record(CALL);
    costs.record({ ...CALL, reportedCostUsd: 0.02, operation: 'title' });
  });
  costs.record({ ...CALL, userId: 'bob', model: 'mystery' });
  return costs;
}

describe('the client for tests', () => {
  it('has each event as the ledger reads it, at once, and finds it by user, job, model and tag', () => {
    const costs = recorded({ now: () => Date.UTC(2026, 10, 21), makeId: () => crypto.randomUUID() });
    expect(costs.events()).toHaveLength(3);
    expect(costs.events({ resource: JOB, tags: { tier: 'free' } })).toHaveLength(2);
    expect(costs.events({ operation: undefined })).toHaveLength(2);
    expect(costs.only({ userId: 'bob' })).toEqual({
      id: expect.any(String) as string,
      occurredAt: '2026-11-21T00:00:00.000Z',
      ...CALL,
      model: 'mystery',
      userId: 'bob',
    });
    expect(() => costs.only({ userId: 'ada' })).toThrow(/^2 events fit .* was to; recorded:\n/);
    expect(() => costs.only({ userId: 'eve' })).toThrow(ExpectationError);
  });

  it('prices by the rows it is given, by what is reported first, and guesses nothing', () => {
    const costs = recorded();
    expect(costs.cost({ userId: 'ada' })).toEqual({
      estimated: true,
      usd: '0.02045',
      events: 2,
      unpricedEvents: 0,
    });
    expect(costs.cost()).toMatchObject({ usd: '0.02045', events: 3, unpricedEvents: 1 });
    costs.assertCost({ resource: JOB }, '0.020450');
    expect(() => costs.assertCost({ resource: JOB }, '0.02')).toThrow(
      /was to cost 0.02 USD, and costs 0.02045:\n {2}0.00045 USD: .*\n {2}0.02 USD: /,
    );
    expect(() => costs.assertCost({ userId: 'bob' }, '0')).toThrow('no price: {');
    expect(() => costs.assertCost({ userId: 'eve' }, '0')).toThrow(ExpectationError);
  });

  it('tells what the ledger would reject, by its own rules of the message', () => {
    const costs = recordingCostkeeper();
    costs.record({ ...CALL, usage: { input_tokens: -1 } });
    costs.record({ ...CALL, userId: '' });
    costs.record({ ...CALL, usage: { 'Input Tokens': 1 } });
    expect(costs.rejected().map(({ problems }) => problems)).toEqual([
      [expect.stringMatching(/^usage\.input_tokens: must be a whole number from 0/)],
      ['userId: must not be empty'],
      ['usage.Input Tokens: names are lower case letters, digits and _'],
    ]);
    expect(() => costs.events()).toThrow(
      'the ledger would reject 3 of what was recorded: usage.input_tokens',
    );
    costs.reset();
    expect([costs.events(), costs.rejected()]).toEqual([[], []]);
  });

  it('counts a repeated event once, and rejects another one under its id', () => {
    const costs = recordingCostkeeper({ now: () => 0 });
    costs.record({ ...CALL, id: 'once' });
    costs.record({ ...CALL, id: 'once' });
    expect(costs.events()).toHaveLength(1);
    costs.record({ ...CALL, id: 'once', userId: 'ada' });
    expect(costs.rejected()[0]?.problems).toEqual(['id: "once" names another event already']);
  });

  it('takes what two ways tell of one call, and what one tells again, for one event', () => {
    const costs = recordingCostkeeper();
    const call = { ...CALL, id: 'chatcmpl-1', via: 'wrapper' };
    costs.record({ ...call, metadata: { durationMs: 20 } });
    costs.record({ ...call, occurredAt: '2026-11-21T00:00:00Z', metadata: { durationMs: 30 } });
    costs.record({ ...call, via: 'span', usage: { output_tokens: 500, input_tokens: 900 } });
    costs.record({ ...CALL, id: 'chatcmpl-1' });
    expect(costs.only()).toMatchObject({ via: 'wrapper', metadata: { durationMs: 20 } });
    costs.record({ ...call, userId: 'ada' });
    expect(costs.rejected()[0]?.problems).toEqual(['id: "chatcmpl-1" names another event already']);
  });

  it('answers at the gate as it is told, and keeps what was asked', async () => {
    const costs = recordingCostkeeper({
      gate: ({ userId }) =>
        userId === 'poor'
          ? { decision: 'deny', code: 'limit-reached', reasons: ['spent'], userMessage: 'Tomorrow again.' }
          : { decision: 'degrade', degradeTo: 'gpt-4o-mini' },
    });
    const request = { provider: 'openai', model: 'gpt-4o', estimateUsd: 0.4 };
    await costs.withContext({ userId: 'ada' }, () =>
      costs.guard(request, ({ model }) => {
        costs.record({ ...CALL, model });
        return Promise.resolve();
      }),
    );
    expect(costs.only()).toMatchObject({ model: 'gpt-4o-mini', userId: 'ada', holdId: 'hold-1' });
    const denied = costs.guard({ ...request, userId: 'poor' }, () => Promise.reject(new Error('was called')));
    await expect(denied).rejects.toThrow(BudgetDeniedError);
    expect(costs.asked()).toEqual([
      { ...request, estimateUsd: '0.4', userId: 'ada' },
      { ...request, estimateUsd: '0.4', userId: 'poor' },
    ]);
    const plain = recordingCostkeeper();
    expect(await plain.authorize(request)).toMatchObject({ decision: 'allow', source: 'ledger' });
  });

  it('is a client for wrappers, and for the end of a process', async () => {
    const costs = recorded();
    const answer = {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'gpt-4o-mini',
      usage: { prompt_tokens: 2000, completion_tokens: 100 },
    };
    const metered = openAiFetch(costs, {}, () => Promise.resolve(Response.json(answer)));
    const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [] });
    await costs.withContext({ userId: 'eve' }, async () => {
      const response = await metered('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
      await response.json();
    });
    await expect.poll(() => costs.events({ userId: 'eve' })).toHaveLength(1);
    costs.assertCost({ userId: 'eve' }, '0.00036');
    expect(await costs.flush()).toBe(true);
    expect(costs.stats()).toMatchObject({ recorded: 4, delivered: 4, pending: 0 });
  });
});
