import { describe, expect, it } from 'vitest';
import { type SpanCall, ToldTwice } from '../../providers/told-twice.ts';

const CALL: SpanCall = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  parentId: 'b7ad6b7169203331',
  scope: 'opentelemetry.instrumentation.openai.v1',
  model: 'gpt-4o-mini',
  usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 40 },
  startMs: 1000,
  endMs: 2000,
};
const TWIN: SpanCall = {
  ...CALL,
  scope: 'openinference.instrumentation.openai',
  model: 'gpt-4o-mini-2024-07-18',
  usage: { input_tokens: 1000, output_tokens: 30, output_reasoning_tokens: 10 },
  startMs: 1000.2,
  endMs: 1999.7,
};

function toldOf(...calls: readonly SpanCall[]): boolean[] {
  const told = new ToldTwice();
  return calls.map((call) => told.isTold(call));
}

describe('a call that two instrumentations tell', () => {
  it('is one call, whichever comes first', () => {
    expect(toldOf(CALL, TWIN)).toEqual([false, true]);
    expect(toldOf(TWIN, CALL)).toEqual([false, true]);
  });

  it('stands for one call of the other library: parallel calls that are alike stay as many as they are', () => {
    expect(toldOf(CALL, CALL, TWIN, TWIN)).toEqual([false, false, true, true]);
    expect(toldOf(CALL, TWIN, CALL, TWIN)).toEqual([false, true, false, true]);
    expect(toldOf(CALL, CALL, TWIN)).toEqual([false, false, true]);
  });

  it.each<[string, Partial<SpanCall>]>([
    ['the same library', { scope: CALL.scope }],
    ['a library that says no name', { scope: undefined }],
    ['another trace', { traceId: 'f'.repeat(32) }],
    ['another parent', { parentId: 'f'.repeat(16) }],
    ['no parent', { parentId: undefined }],
    ['other tokens', { usage: { input_tokens: 1001, output_tokens: 40 } }],
    ['another model', { model: 'gpt-4o-audio' }],
    ['another time', { startMs: 1500, endMs: 2500 }],
  ])('is two where the second has %s', (_what, other) => {
    expect(toldOf(CALL, { ...TWIN, ...other })).toEqual([false, false]);
  });
});
