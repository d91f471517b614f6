import { describe, expect, it } from 'vitest';
import { fromOpenTelemetry } from '../../providers/open-telemetry.ts';
import { type AcceptedRow, doubtsOf, type UncertainRow } from './readings.ts';

const accepted: AcceptedRow[] = [
  [
    'OpenTelemetry, current names',
    fromOpenTelemetry({
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.cache_read.input_tokens': 600,
      'gen_ai.usage.cache_creation.input_tokens': 100,
      'openai.response.service_tier': 'priority',
    }).reading,
    { input_tokens: 300, cache_read_tokens: 600, cache_write_5m_tokens: 100, output_tokens: 50 },
    { service_tier: 'priority' },
  ],
  [
    'OpenTelemetry, previous names',
    fromOpenTelemetry({ 'gen_ai.usage.prompt_tokens': 10, 'gen_ai.usage.completion_tokens': 5 }).reading,
    { input_tokens: 10, output_tokens: 5 },
  ],
];

const uncertain: UncertainRow[] = [
  [
    'cached tokens beyond the convention',
    fromOpenTelemetry({ 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.cache_read.input_tokens': 2000 })
      .reading,
    /more than input_tokens/,
    { input_tokens: 5, cache_read_tokens: 2000 },
  ],
];

describe('usage of OpenTelemetry', () => {
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

describe('a span', () => {
  it('names its provider and model', () => {
    const span = fromOpenTelemetry({
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': 1,
    });
    expect(span).toMatchObject({ provider: 'openai', model: 'gpt-4o-2024-08-06' });
  });
});
