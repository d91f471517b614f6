import { expect, it } from 'vitest';
import { askLists } from '../../../core/price-packs/ask-lists.ts';

const NOW = Date.parse('2026-11-29T23:00:00Z');
const LITELLM = JSON.stringify({
  'gpt-4o-mini': { litellm_provider: 'openai', input_cost_per_token: 1.5e-7 },
});

const FILES: Readonly<Record<string, string>> = {
  'https://lists.test/good.json': LITELLM,
  'https://lists.test/page.html': '<html></html>',
  'https://lists.test/empty.json': '{}',
};

function fetchText(url: string): Promise<string> {
  const file = FILES[url];
  return file === undefined ? Promise.reject(new Error(`${url} answers 503`)) : Promise.resolve(file);
}

it('reads every list that answers, and says why of each other one', async () => {
  const lists = ['good.json', 'page.html', 'empty.json', 'gone.json'].map((file) => ({
    list: 'litellm' as const,
    url: `https://lists.test/${file}`,
  }));
  const { opinions, silent } = await askLists(lists, fetchText, NOW);
  expect(opinions).toEqual([
    {
      provider: 'openai',
      model: 'gpt-4o-mini',
      unit: 'input_tokens',
      usd: '0.15',
      per: 1_000_000,
      source: 'litellm',
      observedAt: '2026-11-29',
    },
  ]);
  expect(silent).toEqual([
    expect.stringMatching(/JSON/),
    'https://lists.test/empty.json has no price that litellm would write',
    'https://lists.test/gone.json answers 503',
  ]);
});
