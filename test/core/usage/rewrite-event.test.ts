import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../../core/usage/exact-json.ts';
import { rewriteEvent } from '../../../core/usage/rewrite-event.ts';

describe('rewriteEvent', () => {
  it.each([
    [
      'an infrastructure event without a model',
      { event_type: 's3_upload', service: 's3', quantity: 3, unit: 'requests', episode_id: 'e1' },
      {
        provider: 'aws',
        service: 's3',
        model: 'standard-put',
        operation: 's3_upload',
        usage: { requests: 3 },
        resource: { type: 'episode', id: 'e1' },
      },
    ],
    [
      'what a service’s name says of its provider',
      { service: 'gemini_tts', model: 'gemini-2.5-flash-tts', quantity: 100, unit: 'characters' },
      { provider: 'google', service: 'tts', model: 'gemini-2.5-flash-tts', usage: { characters: 100 } },
    ],
    [
      'types beside ids, and types without one',
      { resourceType: 'video', resourceId: 'v1', parentType: 'channel' },
      { resource: { type: 'video', id: 'v1' }, metadata: { groupType: 'channel' } },
    ],
    [
      'the type that an id’s own name says, and the part beside it',
      { job_id: 'j1', resource_type: 'image', quantity: 5 },
      { resource: { type: 'job', id: 'j1' }, usage: { images: 5 } },
    ],
    [
      'a type that is no part of usage, as metadata',
      { job_id: 'j1', resource_type: 'queue_message', quantity: 10 },
      { resource: { type: 'job', id: 'j1' }, metadata: { resourceType: 'queue_message', quantity: 10 } },
    ],
    [
      'counts under short names, and beside them what is no part',
      { tokens: { input: 5, output: 3, total: 8 } },
      { usage: { input_tokens: 5, output_tokens: 3 }, metadata: { tokens: { total: 8 } } },
    ],
    [
      'what it does not know, as metadata',
      { colour: 'red', unit_cost: 0.1, metadata: { a: { b: 1 } }, quantity: 2, unit: 'tokens' },
      { metadata: { colour: 'red', unit_cost: 0.1, a: { b: 1 }, quantity: 2, unit: 'tokens' } },
    ],
    [
      'what details say where the row itself does not',
      {
        metadata: {
          provider: 'openai',
          model: 'gpt-4o',
          userId: 'u',
          region: null,
          input_tokens: 5,
          note: 'x',
        },
      },
      {
        provider: 'openai',
        model: 'gpt-4o',
        userId: 'u',
        usage: { input_tokens: 5 },
        metadata: { note: 'x' },
      },
    ],
    [
      'details that the row says already, or that are no text',
      { provider: 'openai', metadata: { provider: 'other', model: 5 } },
      { provider: 'openai', metadata: { provider: 'other', model: 5 } },
    ],
    ['an id that is a number', { episode_id: 7 }, { resource: { type: 'episode', id: '7' } }],
    ['an id that is neither text nor number', { episode_id: true }, { metadata: { resourceId: true } }],
    ['an id without a type', { resourceId: 'v1' }, { metadata: { resourceId: 'v1' } }],
    [
      'the unit that a quantity has beside a type',
      { resource_type: 'image', quantity: 5, unit: 'tokens' },
      { metadata: { resourceType: 'image', quantity: 5, unit: 'tokens' } },
    ],
    [
      'a type of a part without a quantity',
      { resource_type: 'image', job_id: 'j' },
      { resource: { type: 'job', id: 'j' }, metadata: { resourceType: 'image' } },
    ],
    ['a service that nobody knows', { service: 'foo' }, { metadata: { service: 'foo' } }],
    ['a service that says who bills', { service: 'openai' }, { provider: 'openai' }],
    ['a service of the ledger', { service: 'llm' }, { service: 'llm' }],
    [
      'what S3 reads',
      { service: 's3', operation: 'get_object' },
      { service: 's3', operation: 'get_object', provider: 'aws', model: 'standard-get' },
    ],
    [
      'a download from S3',
      { service: 's3', operation: 'file_download' },
      { service: 's3', operation: 'file_download', provider: 'aws', model: 'standard-get' },
    ],
    ['S3 without an operation', { service: 's3' }, { service: 's3', provider: 'aws', model: 'standard-put' }],
    [
      'other services of AWS, whatever they do',
      { service: 'lambda', operation: 'get_x' },
      { service: 'lambda', operation: 'get_x', provider: 'aws', model: 'lambda' },
    ],
    ['only what is there', { userId: null, tokens_in: 1 }, { usage: { input_tokens: 1 } }],
  ])('keeps %s', (_name, row, event) => {
    expect(rewriteEvent(row)).toEqual(event);
  });

  it('writes decimals as the text they came as, and names a row with a time the same each time', () => {
    const row = parseExactJson('{"amount":0.100000000001,"timestamp":"2026-11-20T10:00:00Z"}');
    const event = rewriteEvent(row);
    expect(event).toMatchObject({
      reportedCostUsd: '0.100000000001',
      id: expect.stringMatching(/^row-/) as string,
    });
    expect(rewriteEvent(row)).toEqual(event);
    const odd = parseExactJson('{"usage":{"input_tokens":1.5e3,"output_tokens":-0.5},"list":[0.5,null]}');
    expect(rewriteEvent(odd)).toEqual({
      usage: { input_tokens: 1500, output_tokens: -0.5 },
      metadata: { list: ['0.5', null] },
    });
  });

  it('answers nothing for what is no object, and never throws', () => {
    expect([null, 1, 'x', []].map(rewriteEvent)).toEqual([undefined, undefined, undefined, undefined]);
    fc.assert(
      fc.property(fc.object(), (row) => {
        expect(rewriteEvent(row)).toBeTypeOf('object');
      }),
    );
  });

  it('loses no value of a row', () => {
    const names = [
      'amount',
      'cost',
      'model',
      'inputTokens',
      'input_tokens',
      'episode_id',
      'job_id',
      'unit',
      'x',
    ];
    const rows = fc.dictionary(fc.constantFrom(...names), fc.integer({ min: 1000, max: 9999 }));
    fc.assert(
      fc.property(rows, (row) => {
        const text = JSON.stringify(rewriteEvent(row));
        for (const value of Object.values(row)) expect(text).toContain(String(value));
      }),
    );
  });
});
