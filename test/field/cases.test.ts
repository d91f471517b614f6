import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIELD_CASES, isAmount, type FieldCase, type Outcome } from './case.ts';
import { RUNNERS as CALL_RUNNERS } from './run-case.ts';
import { FILE_RUNNERS } from './run-files.ts';
import { HELD_RUNNERS } from './run-held.ts';

const RUNNERS = { ...CALL_RUNNERS, ...FILE_RUNNERS, ...HELD_RUNNERS };

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
  G1: ({ usd }) => expect(usd).toBe('0.2935 / 0.17'),
  G2b: ({ usage }) =>
    expect(usage).toEqual([{ input_tokens: '40', cache_read_tokens: '60', output_tokens: '10' }]),
  G3: ({ usd, usage }) => {
    expect(usd).toMatch(/^line 2: is no CSV .*write a cell with quotes in quotes/);
    expect(usage).toEqual([{ input_tokens: '10', output_tokens: '20', cache_read_tokens: '0' }]);
  },
  H4: ({ usd }) => expect(usd).toBe('day 2026-03-11'),
  I2: ({ usd }) => expect(usd).toBe("'＝SUM(A1)"),
  K7: ({ usd }) => expect(usd).toBe('3.3 16.5 3.3 16.5 3 15 3.3 16.5'),
  K8: ({ usd }) => expect(usd).toBe('0.21072'),
  K10: ({ usd }) => expect(usd).toBe('2/0.5/6 4/1/12 1.25/0.2/2.5 2.5/0.4/5'),
  K11: ({ usd }) => expect(usd).toBe('0.15/0.075/0.6 0.075/0.0375/0.3'),
  // 2 x 0.0133334 + 0.000025 - 0.0133334 - 0.001.
  K22: ({ usd }) => expect(usd).toBe('0.0123584'),
  K23: ({ usd, providers }) => {
    expect(usd).toBe('true true true true false');
    expect(providers).toEqual(['id']);
  },
  // 1,000 tokens at 0.15 and 500 at 0.6 USD a million; nothing where the call failed.
  K26: ({ usd, usage }) => {
    expect(usd).toBe('0.00045 0 0.00045');
    expect(usage?.[2]).toEqual({ input_tokens: 1000, output_tokens: 500 });
  },
};

/** The amount that the case begins its expectation with. */
function isWritten(expected: string): (outcome: Outcome) => void {
  return ({ usd }) => expect(isAmount(usd, expected), `${usd} is not ${expected}`).toBe(true);
}

/** The numbers of these cannot tell one reading from the other, as the case says itself. */
const UNDECIDED = new Set(['A9b']);

/** Statuses that a case need not have: no price of the catalogue, or a price that is reported. */
const NOT_PRICED = new Set(['B9b', 'F2', 'B15b', 'C2', 'G5']);

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
    const outcome = await RUNNERS['A9b']?.({} as never);
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

/** Which test runs each case: `test` is a part of its title; a case of this file is one of its rows. */
const COVERED = JSON.parse(readFileSync(new URL('covered-by.json', import.meta.url), 'utf8')) as Record<
  string,
  { readonly file: string; readonly test?: string }
>;
const REPOSITORY = join(import.meta.dirname, '../..');

describe('the list of cases and their tests', () => {
  it('names a test for each case, and no case that there is not', () => {
    expect(Object.keys(COVERED).toSorted()).toEqual([...FIELD_CASES.keys()].toSorted());
  });

  it('gives each of this file a row of its own', () => {
    const own = Object.keys(COVERED).filter((id) => COVERED[id]?.test === undefined);
    expect(own.filter((id) => !Object.hasOwn(RUNNERS, id))).toEqual([]);
  });

  it('names tests that there are', () => {
    const named = Object.values(COVERED).filter(({ test }) => test !== undefined);
    const missing = named.filter(
      ({ file, test = '' }) => !readFileSync(join(REPOSITORY, file), 'utf8').includes(test),
    );
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });
});
