import { describe, expect, it } from 'vitest';
import { fromGemini } from '../../providers/gemini.ts';
import { type AcceptedRow, doubtsOf, type UncertainRow } from './readings.ts';

const accepted: AcceptedRow[] = [
  [
    'Gemini with cache, thoughts, tools, image and audio',
    fromGemini({
      promptTokenCount: 1000,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 700 },
        { modality: 'AUDIO', tokenCount: 200 },
        { modality: 'IMAGE', tokenCount: 100 },
      ],
      cachedContentTokenCount: 300,
      cacheTokensDetails: [{ modality: 'TEXT', tokenCount: 300 }],
      toolUsePromptTokenCount: 40,
      candidatesTokenCount: 60,
      thoughtsTokenCount: 25,
      totalTokenCount: 1125,
      trafficType: 'ON_DEMAND_FLEX',
    }),
    {
      input_tokens: 440,
      input_audio_tokens: 200,
      input_image_tokens: 100,
      cache_read_tokens: 300,
      output_tokens: 60,
      output_reasoning_tokens: 25,
    },
    { service_tier: 'flex' },
  ],
  [
    'Gemini image output whose details leave out the text',
    fromGemini({
      promptTokenCount: 13,
      candidatesTokenCount: 1303,
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1290 }],
      totalTokenCount: 1316,
    }),
    { input_tokens: 13, output_tokens: 13, output_image_tokens: 1290 },
  ],
  [
    'Gemini speech',
    fromGemini({
      promptTokenCount: 20,
      candidatesTokenCount: 500,
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 500 }],
      totalTokenCount: 520,
    }),
    { input_tokens: 20, output_audio_tokens: 500 },
  ],
];

const uncertain: UncertainRow[] = [
  [
    'modalities that do not add up',
    fromGemini({ promptTokenCount: 10, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 8 }] }),
    /promptTokensDetails add up to 8/,
    { input_tokens: 10 },
  ],
  [
    'a negative modality',
    fromGemini({ promptTokenCount: 10, promptTokensDetails: [{ modality: 'IMAGE', tokenCount: -8 }] }),
    /tokenCount must be/,
    { input_tokens: 10 },
  ],
  [
    'more cached than prompt',
    fromGemini({ promptTokenCount: 10, cachedContentTokenCount: 20 }),
    /more than the prompt/,
    { cache_read_tokens: 10 },
  ],
];

describe('usage of Gemini', () => {
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
