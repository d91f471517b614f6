import { describe, expect, it } from 'vitest';
import { catalogueCost as cost } from '../../support/catalogue-cost.ts';

const TOKENS = { input_tokens: 10_000, output_tokens: 1000 };

describe('models that a cloud or a host sells at prices of its own', () => {
  it.each([
    ['azure', 'DeepSeek-V4-Pro', '0.02088'],
    ['azure_ai', 'azure_ai/deepseek-v3.2', '0.00748'],
    ['azure', 'grok-3-mini', '0.00377'],
    ['azure', 'gpt-oss-120b', '0.0021'],
    ['vertex_ai', 'mistralai/mistral-medium-3', '0.006'],
    ['vertex_ai', 'vertex_ai/qwen/qwen3-coder-480b-a35b-instruct-maas', '0.004'],
    ['vertex_ai', 'publishers/zai-org/models/glm-5-maas', '0.0132'],
    ['vertex_ai', 'xai/grok-4.20-reasoning', '0.026'],
    ['groq', 'openai/gpt-oss-safeguard-20b', '0.00105'],
    ['together', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', '0.00968'],
    ['zai', 'zai/glm-4.7', '0.0082'],
    ['xai', 'xai/grok-4.20-0309-reasoning', '0.015'],
    ['minimax', 'minimax/minimax-m2.7', '0.0042'],
  ])('%s %s costs %s', (provider, model, usd) => {
    expect(cost(provider, model, { usage: TOKENS })).toBe(usd);
  });

  it('are not redirected where their maker redirects its own names: Azure still runs Grok 4', () => {
    expect(cost('xai', 'grok-4', { usage: TOKENS })).toBe('0.015');
    expect(cost('openrouter', 'x-ai/grok-4', { usage: TOKENS })).toBe('0.015');
    expect(cost('azure', 'grok-4', { usage: TOKENS })).toBe('0.045');
    expect(cost('azure', 'deepseek-chat', { usage: TOKENS })).toMatch(/^unpriced/);
    expect(cost('azure', 'mistral-small-latest', { usage: TOKENS })).toMatch(/^unpriced/);
  });

  it.each([
    [undefined, '0.0042'],
    ['us-west-2', '0.0042'],
    ['eu-central-1', '0.00504'],
    ['eu-west-2', '0.00656'],
    ['global', '0.0042'],
    ['me-south-1', 'unpriced input_tokens, output_tokens'],
  ])('MiniMax M2.5 costs at Bedrock in %s %s', (region, usd) => {
    expect(
      cost('bedrock', 'minimax.minimax-m2.5', { usage: TOKENS, ...(region === undefined ? {} : { region }) }),
    ).toBe(usd);
  });

  it.each([
    ['gemini-pro-latest', '2026-02-01T00:00:00Z', '0.032'],
    ['gemini-pro-latest', '2026-11-29T00:00:00Z', '0.032'],
    ['gemini-flash-latest', '2026-02-01T00:00:00Z', '0.008'],
    ['gemini-flash-latest', '2026-11-29T00:00:00Z', 'unpriced input_tokens, output_tokens'],
  ])('%s costs at %s %s: a step ends where nobody says what came next', (model, at, usd) => {
    expect(cost('google', model, { usage: TOKENS, at })).toBe(usd);
  });
});
