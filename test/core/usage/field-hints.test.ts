import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JsonNumber } from '../../../contracts/json-number.ts';
import { MOST_ERRORS } from '../../../core/errors.ts';
import { fieldErrors, fieldHint, messageHelp, partHint } from '../../../core/usage/field-hints.ts';

/** What is said of a part of usage whose name is none. */
function wrongPart(name: string) {
  const issue = { code: 'invalid_key', path: ['usage', name], message: 'is wrong' };
  return fieldErrors({ ...issue, issues: [{ message: 'has capitals' }] }, {});
}

describe('hints', () => {
  it.each([
    ['amount', '"reportedCostUsd"'],
    ['inputTokens', '"usage.input_tokens"'],
    ['episode_id', '"resource": {"type": "episode"'],
    ['podcast_id', '"group": {"type": "podcast"'],
    ['userTier', '"tags": {"tier"'],
    ['modle', 'did you mean "model"?'],
    ['unit_cost', 'the ledger has prices of its own'],
    ['promptTokenCount', 'POST /record/google'],
    ['zzz', '"metadata"'],
  ])('lead from %s to %s', (name, said) => {
    expect(fieldHint(name)).toContain(said);
  });

  it('lead from short names of counts to the parts that they are', () => {
    const issue = { code: 'unrecognized_keys', message: 'no', keys: ['tokens'], path: [] };
    const said = (tokens: unknown) => fieldErrors(issue, { tokens })[0]?.message;
    expect(said({ input: 5, output: 3, other: 1 })).toContain(
      'send "tokens.input" as "usage.input_tokens", "tokens.output" as "usage.output_tokens" (',
    );
    expect(said({ prompt: 5, cacheRead: 2 })).toContain('"tokens.prompt" as "usage.prompt_tokens"');
    expect(said(8)).toContain('such as "usage": {"input_tokens": 1200');
    expect(said({ other: 1 })).toContain('such as "usage": {"input_tokens": 1200');
  });

  it('name a field whose name is empty', () => {
    const issue = { code: 'unrecognized_keys', message: 'no', keys: [''] };
    const fields = [[], ['resource']].map((path) => fieldErrors({ ...issue, path }, {})[0]?.field);
    expect(fields).toEqual(['""', 'resource.""']);
    const wrong = { path: ['usage', ''], message: 'must be a number' };
    expect(fieldErrors(wrong, { usage: { '': 'x' } })[0]?.field).toBe('usage.""');
  });

  it('lead from counts within a count to a place for them', () => {
    const path = ['usage', 'prompt_tokens_details'];
    const issue = { path, message: 'must be a whole number' };
    const nested = { usage: { prompt_tokens: 5, prompt_tokens_details: { cached_tokens: 3 } } };
    expect(fieldErrors(issue, nested)).toEqual([
      { field: path.join('.'), message: expect.stringContaining('"cached_tokens": 3') as unknown },
    ]);
    const odd = { usage: { prompt_tokens_details: new JsonNumber('1e999') } };
    expect(fieldErrors(issue, odd)[0]?.message).toBe('must be a whole number');
  });

  it('are given for the names of an event itself, as many as an answer tells', () => {
    const keys = Array.from({ length: MOST_ERRORS + 1 }, () => 'modle');
    const issue = { code: 'unrecognized_keys', message: 'no', keys };
    const messages = fieldErrors({ ...issue, path: [] }, {}).map(({ message }) => message);
    expect(messages[0]).toContain('did you mean "model"?');
    expect(messages[MOST_ERRORS - 1]).toContain('did you mean "model"?');
    expect(messages[MOST_ERRORS]).toMatch(/^is no field of a usage message: see /);
    const inside = fieldErrors({ ...issue, path: ['resource'] }, {})[0];
    expect(inside).toMatchObject({ field: 'resource.modle' });
    expect(inside?.message).toMatch(/^is no field of a usage message: see /);
  });

  it('say of a name that no part has what to send', () => {
    expect(wrongPart('inputTokens')).toEqual([
      {
        field: 'usage.inputTokens',
        message: expect.stringMatching(/^has capitals: send it as "usage.input_tokens"/) as string,
      },
    ]);
    expect(wrongPart('ZZZ')).toEqual([{ field: 'usage.ZZZ', message: 'has capitals' }]);
  });

  it('tell what is missing from what is wrong', () => {
    const issue = { path: ['resource', 'id'], message: 'must be a text' };
    expect(fieldErrors(issue, { resource: {} })[0]?.message).toBe('is missing: it must be a text');
    expect(fieldErrors(issue, {})[0]?.message).toBe('is missing: it must be a text');
    expect(fieldErrors(issue, { resource: { id: 5 } })[0]?.message).toBe('must be a text');
    expect(fieldErrors(issue, { resource: null })[0]?.message).toBe('is missing: it must be a text');
    expect(fieldErrors({ path: [], message: 'must be an object' }, undefined)[0]?.message).toBe(
      'must be an object',
    );
  });

  it('lead to sections that the page has', () => {
    const page = readFileSync(new URL('../../../docs/message.md', import.meta.url), 'utf8');
    const sections = [...page.matchAll(/^#+ (.*)$/gm)].map(
      ([, title = '']) => `docs/message.md#${title.toLowerCase().replaceAll(' ', '-')}`,
    );
    expect(sections).toContain(messageHelp(['model']));
    expect(sections).toContain(messageHelp(['usage.input_tokens']));
    expect(partHint('inputTokens')).toContain('docs/message.md#usage-parts');
    expect(partHint('cachedContentTokenCount')).toContain('POST /record/google');
  });
});
