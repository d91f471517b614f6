import { describe, expect, it } from 'vitest';
import { FIELD_CASES, isAmount, type FieldCase, type Outcome } from './case.ts';
import { RUNNERS } from './run-case.ts';

/** Cases whose expectation is no amount, or stands behind words: what must hold then. */
const SAID: Readonly<Record<string, (outcome: Outcome) => void>> = {
  A1b: ({ usage }) =>
    expect(usage).toEqual([{ input_tokens: 12, output_tokens: 2, output_reasoning_tokens: 317 }]),
  A3b: ({ usage }) =>
    expect(usage).toEqual([{ input_tokens: 12, output_tokens: 2, output_reasoning_tokens: 317 }]),
  A7b: ({ usage }) => expect(usage).toEqual([{ input_tokens: 1459, output_tokens: 396 }]),
  // 203 s at 0.24 USD an hour, 4 tokens at 0.1 and 635 at 0.4 USD a million.
  A8: ({ usd }) => expect(usd).toBe('0.013787733333'),
  A8d: ({ usage }) => expect(usage).toEqual([{ input_tokens: 8 }]),
  A9c: ({ usage }) =>
    expect(usage).toEqual([{ input_tokens: 10, output_tokens: 1, output_reasoning_tokens: 100 }]),
  // 0.009201 of the top level, and the advisor's 0.044415.
  B2: ({ usd }) => expect(usd).toBe('0.053616'),
  B4: ({ usd, usage }) => {
    expect(usage).toEqual([{ web_searches: 1 }]);
    expect(usd).toBe('0.01');
  },
  // The search of a model that does not reason costs 25 USD per 1,000.
  B7: ({ usd }) => expect(usd).toBe('0.02805'),
  // 1,290 image tokens at 30, 10 at 2.5 and 20 at 0.3 USD a million; the case writes what was reported, rounded.
  B9c: ({ usd }) => expect(usd).toBe('0.038731'),
  B10: ({ usd }) => expect(usd).toBe('0.035'),
  B10b: ({ usd }) => expect(usd).toBe('0.028'),
  B13c: ({ usd }) => expect(usd).toBe('0.01875'),
  B14c: ({ usage }) => expect(usage).toEqual([{ input_tokens: 100, output_tokens: 10 }]),
  B14d: ({ statuses }) => expect(statuses).toHaveLength(15),
  B15b: ({ providers }) =>
    expect(providers).toEqual(
      'moonshotai cohere z-ai alibaba google vercel bedrock bedrock anthropic azure'.split(' '),
    ),
  B20: ({ providers }) => expect(providers).toEqual(['bedrock', 'google']),
  C2: ({ usd }) => expect(usd).toBe('2'),
  E6: ({ usd }) => expect(usd).toBe('0.0115'),
  F1: ({ usd }) => expect(usd).toBe('0.0000016'),
  F2: ({ providers }) =>
    expect(providers).toEqual([
      'glacier-ir-put',
      'glacier-put',
      'deep-archive-put',
      'onezone-ia-put',
      'express-onezone-put',
    ]),
  F3: ({ usd }) => expect(usd).toBe('0.625'),
};

/** The amount that the case begins its expectation with. */
function isWritten(expected: string): (outcome: Outcome) => void {
  return ({ usd }) => expect(isAmount(usd, expected), `${usd} is not ${expected}`).toBe(true);
}

/** The numbers of these cannot tell one reading from the other, as the case says itself. */
const UNDECIDED = new Set(['A9b']);

/** Statuses that a case need not have: no price of the catalogue, or a price that is reported. */
const NOT_PRICED = new Set(['B9b', 'F2', 'B15b', 'C2']);

describe('a case from the field', () => {
  const run = [...FIELD_CASES.values()].filter(({ id }) => id in RUNNERS && !UNDECIDED.has(id));

  it.each(run)('$id costs what it costs: $why', async (one: FieldCase) => {
    const outcome = await RUNNERS[one.id]?.(one.input as never);
    if (outcome === undefined) throw new Error('it was not run');
    const said = SAID[one.id] ?? isWritten(one.expected);
    said(outcome);
    const statuses = NOT_PRICED.has(one.id) ? [] : outcome.statuses.filter((status) => status !== 'priced');
    expect(statuses).toEqual([]);
  });

  it('is as certain as the sums are: what cannot be told apart is read by the convention', async () => {
    const outcome = await RUNNERS['A9b']?.({});
    expect(outcome).toMatchObject({ usd: '0.0054534', statuses: ['priced'] });
  });
});

describe('a server that refuses fields that it does not know', () => {
  it.each(['api.mistral.ai', 'api.openai.com'])('of %s leaves the application its stream', async (host) => {
    const { callProvider } = await import('../support/fake-provider.ts');
    const events = [
      { object: 'chat.completion.chunk', choices: [{ delta: { content: 'x' } }] },
      {
        object: 'chat.completion.chunk',
        choices: [{ delta: {} }],
        usage: { prompt_tokens: 5, completion_tokens: 1 },
      },
      '[DONE]',
    ];
    const { recording, status, text } = await callProvider({
      protocol: 'openai',
      url: `https://${host}/v1/chat/completions`,
      body: { model: 'mistral-small-latest', stream: true, messages: [] },
      answer: (body) =>
        'stream_options' in body
          ? { status: 422, json: { detail: [{ type: 'extra_forbidden' }] } }
          : { events },
    });
    expect(status).toBe(200);
    expect(text).toContain('"prompt_tokens":5');
    expect(recording.only().usage).toEqual({ input_tokens: 5, output_tokens: 1 });
  });
});
