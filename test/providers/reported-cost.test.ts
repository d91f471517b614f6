import { describe, expect, it } from 'vitest';
import { amountText, reportedCost } from '../../providers/reported-cost.ts';

describe('the cost that a provider reports', () => {
  it.each<[string, unknown, string]>([
    ['OpenRouter', { usage: { prompt_tokens: 1, cost: 0.00014 } }, '0.00014'],
    ['a free model of OpenRouter', { usage: { cost: 0 } }, '0'],
    [
      "a call by a key of one's own through OpenRouter, its fee and what the provider bills",
      { usage: { cost: 0.0001, is_byok: true, cost_details: { upstream_inference_cost: 0.002 } } },
      '0.0021',
    ],
    [
      'such a call of which the provider bills nothing',
      { usage: { cost: 0, is_byok: true, cost_details: { upstream_inference_cost: 0 } } },
      '0',
    ],
    [
      'a call by the key of OpenRouter, told twice',
      { usage: { cost: 0.95, is_byok: false, cost_details: { upstream_inference_cost: 0.95 } } },
      '0.95',
    ],
    ['xAI, in ticks', { usage: { cost_in_usd_ticks: 232_856_000 } }, '0.0232856'],
    ['Perplexity', { usage: { cost: { request_cost: 0.005, total_cost: 0.005114 } } }, '0.005114'],
    ['DeepInfra', { usage: { estimated_cost: 0.000012 } }, '0.000012'],
    [
      "Vercel by a key of one's own, which the provider bills",
      {
        providerMetadata: {
          gateway: {
            cost: '0',
            marketCost: '0.0045',
            routing: { attempts: [{ credentialType: 'byok', success: true }] },
          },
        },
      },
      '0.0045',
    ],
    ['Vercel by the AI SDK', { providerMetadata: { gateway: { cost: '0.0045405' } } }, '0.0045405'],
    [
      'Vercel by the OpenAI protocol',
      { choices: [{ message: { provider_metadata: { gateway: { cost: '0.01' } } } }] },
      '0.01',
    ],
    ['OpenRouter by the AI SDK', { providerMetadata: { openrouter: { usage: { cost: 0.5 } } } }, '0.5'],
    ['LiteLLM', { response_cost: 0.0002 }, '0.0002'],
    ['LiteLLM in Python', { _hidden_params: { response_cost: 3.5e-7 } }, '0.00000035'],
    ['Deepgram', { response: { details: { usd: 0.0043, duration: 60 } } }, '0.0043'],
    ['Runware', { taskType: 'imageInference', cost: 0.0013 }, '0.0013'],
  ])('is read of %s', (_name, answer, usd) => {
    expect(reportedCost(answer)).toBe(usd);
  });

  it("is read of the header of LiteLLM's proxy", () => {
    const headers = new Headers({ 'x-litellm-response-cost': '0.000123' });
    expect(reportedCost({ usage: {} }, headers)).toBe('0.000123');
  });

  it('is nothing where the answer names no amount', () => {
    for (const answer of [
      {},
      null,
      { usage: { cost: -1 } },
      { usage: { cost: 'a lot' } },
      { cost: Number.NaN },
    ]) {
      expect(reportedCost(answer)).toBeUndefined();
    }
  });

  it('is exact decimal text of at most 12 places', () => {
    expect(amountText(1e-9)).toBe('0.000000001');
    expect(amountText('1.2345678901239')).toBe('1.234567890123');
    expect(amountText(1e21)).toBeUndefined();
  });
});
