import { describe, expect, it } from 'vitest';
import { fromAnthropic } from '../../providers/anthropic.ts';
import { type AcceptedRow, doubtsOf, type UncertainRow } from './readings.ts';

const accepted: AcceptedRow[] = [
  [
    'Anthropic with both cache lifetimes, a search and the batch tier',
    fromAnthropic({
      input_tokens: 100,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
      cache_read_input_tokens: 1000,
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 20 },
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
      service_tier: 'batch',
      inference_geo: 'us',
      speed: 'standard',
    }),
    {
      input_tokens: 100,
      cache_read_tokens: 1000,
      cache_write_5m_tokens: 200,
      cache_write_1h_tokens: 100,
      output_tokens: 30,
      output_reasoning_tokens: 20,
      web_searches: 2,
    },
    { service_tier: 'batch', inference_geo: 'us' },
  ],
  [
    'Anthropic of before the lifetimes',
    fromAnthropic({
      input_tokens: 11,
      cache_creation_input_tokens: 144_211,
      cache_read_input_tokens: 0,
      output_tokens: 197,
    }),
    { input_tokens: 11, cache_write_5m_tokens: 144_211, output_tokens: 197 },
  ],
  [
    'Anthropic with nulls, as the API sends them',
    fromAnthropic({
      input_tokens: 3,
      cache_creation: null,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      inference_geo: 'not_available',
      output_tokens: 5,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      speed: null,
    }),
    { input_tokens: 3, output_tokens: 5 },
  ],
];

const uncertain: UncertainRow[] = [
  ['a missing count', fromAnthropic({ output_tokens: 1 }), /input_tokens is missing/, { output_tokens: 1 }],
  [
    'lifetimes that do not add up',
    fromAnthropic({
      input_tokens: 1,
      output_tokens: 1,
      cache_creation_input_tokens: 5,
      cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 1 },
    }),
    /cache_creation_input_tokens is 5/,
    { input_tokens: 1, output_tokens: 1, cache_write_5m_tokens: 4, cache_write_1h_tokens: 1 },
  ],
];

describe('usage of Anthropic', () => {
  it.each(accepted)('%s becomes disjoint parts', (_name, reading, usage, attributes = {}) => {
    expect(reading).toEqual({ kind: 'usage', usage, attributes });
  });

  it.each(uncertain)('with %s keeps what is certain, says the contradiction and what was sent', (...row) => {
    const [, reading, problem, usage] = row;
    const doubts = doubtsOf(reading);
    expect(doubts.problems).toMatch(problem);
    expect(doubts.usage).toEqual(usage);
  });
});
