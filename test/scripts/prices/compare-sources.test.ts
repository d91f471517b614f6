import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { compareSources, listsOfFolder, readDownload } from '../../../scripts/prices/compare-sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'lists-'));
const AT = Date.parse('2026-11-29T12:00:00Z');

/** An excerpt of each list as its publisher writes it. */
const LISTS: Readonly<Record<string, object>> = {
  'models.dev': {
    openai: {
      id: 'openai',
      models: {
        'gpt-4o-mini': {
          id: 'gpt-4o-mini',
          last_updated: '2024-07-18',
          cost: { input: 0.15, output: 0.6, cache_read: 0.08 },
        },
        free: { id: 'free', cost: { input: 0, output: 0 } },
      },
    },
    xai: { id: 'xai', models: { 'grok-99': { id: 'grok-99', cost: { input: 3, output: 15 } } } },
  },
  litellm: {
    sample_spec: { litellm_provider: 'one of', input_cost_per_token: 0 },
    'gpt-4o-mini': {
      litellm_provider: 'openai',
      input_cost_per_token: 1.5e-7,
      output_cost_per_token: 6e-7,
      cache_read_input_token_cost: 7.5e-8,
    },
    'dall-e-3': { litellm_provider: 'openai', input_cost_per_image: 0.04 },
  },
  openrouter: {
    data: [
      { id: 'openai/gpt-4o-mini', pricing: { prompt: '0.00000015', completion: '0.0000006', image: '0' } },
      { id: 'openai/gpt-4o-mini:free', pricing: { prompt: '0.1', completion: '0.1' } },
    ],
  },
};

function download(name: string) {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(LISTS[name]));
  return readDownload(`${name}=${file}`, '2026-11-29');
}

describe('downloaded lists of prices', () => {
  it('are held against our rows, each with who said what when', () => {
    const compared = compareSources(Object.keys(LISTS).map(download), createPriceBook(), AT);
    expect(new Map(compared.map(({ key, ...rest }) => [key, rest]))).toEqual(
      new Map([
        [
          'openai/gpt-4o-mini input_tokens',
          {
            ours: '0.15',
            said: [
              { source: 'models.dev', usd: '0.15', day: '2024-07-18' },
              { source: 'litellm', usd: '0.15', day: '2026-11-29' },
              { source: 'openrouter', usd: '0.15', day: '2026-11-29' },
            ],
          },
        ],
        [
          'openai/gpt-4o-mini output_tokens',
          {
            ours: '0.6',
            said: [
              { source: 'models.dev', usd: '0.6', day: '2024-07-18' },
              { source: 'litellm', usd: '0.6', day: '2026-11-29' },
              { source: 'openrouter', usd: '0.6', day: '2026-11-29' },
            ],
          },
        ],
        [
          'openai/gpt-4o-mini cache_read_tokens',
          {
            ours: '0.075',
            said: [
              { source: 'models.dev', usd: '0.08', day: '2024-07-18' },
              { source: 'litellm', usd: '0.075', day: '2026-11-29' },
            ],
          },
        ],
        [
          'x-ai/grok-99 input_tokens',
          { ours: null, said: [{ source: 'models.dev', usd: '3', day: '2026-11-29' }] },
        ],
        [
          'x-ai/grok-99 output_tokens',
          { ours: null, said: [{ source: 'models.dev', usd: '15', day: '2026-11-29' }] },
        ],
      ]),
    );
  });

  it('are those of a folder by the names of their files, with price lists of AWS', () => {
    const lists = mkdtempSync(join(tmpdir(), 'folder-'));
    const offer = {
      offerCode: 'AWSLambda',
      version: '20261101',
      publicationDate: '2026-11-01T00:00:00Z',
      products: {
        A: { attributes: { regionCode: 'us-east-1', group: 'AWS-Lambda-Requests', usagetype: 'Request' } },
        B: { attributes: { regionCode: 'eu-west-1', group: 'AWS-Lambda-Requests', usagetype: 'EU-Request' } },
      },
      terms: {
        OnDemand: {
          A: { T: { priceDimensions: { R: { pricePerUnit: { USD: '0.0000002000' } } } } },
          B: { T: { priceDimensions: { R: { pricePerUnit: { USD: '0.0000003000' } } } } },
        },
      },
    };
    writeFileSync(join(lists, 'aws-lambda.json'), JSON.stringify(offer));
    writeFileSync(join(lists, 'tokenlens.json'), JSON.stringify(LISTS['models.dev']));
    writeFileSync(join(lists, 'notes.txt'), 'litellm');
    const options = listsOfFolder(lists);
    expect(options.map((one) => one.split('=')[0])).toEqual(['aws', 'tokenlens']);
    const compared = compareSources(
      options.map((one) => readDownload(one, '2026-11-29')),
      createPriceBook(),
      AT,
    );
    expect(compared).toContainEqual({
      key: 'aws/lambda-x86_64 requests',
      ours: '0.2',
      said: [{ source: 'aws', usd: '0.2', day: '2026-11-01' }],
    });
  });

  it('are read with prices of batches and cache writes, in the forms of Portkey and of pi-ai', () => {
    const portkey = join(folder, 'portkey.json');
    const config = {
      pay_as_you_go: {
        request_token: { price: 0.0005 },
        additional_units: { cache_write_1h: { price: 0.001 } },
      },
      batch_config: { request_token: { price: 0.00025 } },
    };
    writeFileSync(portkey, JSON.stringify({ bedrock: { default: {}, m: { pricing_config: config } } }));
    const named = { provider: 'bedrock', model: 'm' };
    expect(readDownload(`portkey=${portkey}`, '2026-08-21').said).toEqual([
      { ...named, unit: 'input_tokens', usd: '5' },
      { ...named, unit: 'cache_write_1h_tokens', usd: '10' },
      { ...named, unit: 'input_tokens', usd: '2.5', tier: 'batch' },
    ]);
    const piAi = join(folder, 'pi-ai.json');
    const cost = { input: 1.32, output: 3.96, cacheRead: 0.044, cacheWrite: 0 };
    writeFileSync(piAi, JSON.stringify({ xai: { chat: { 'chat:m': { id: 'm', provider: 'xai', cost } } } }));
    expect(readDownload(`pi-ai=${piAi}`, '2026-11-20').said).toEqual([
      { provider: 'x-ai', model: 'm', unit: 'input_tokens', usd: '1.32' },
      { provider: 'x-ai', model: 'm', unit: 'output_tokens', usd: '3.96' },
      { provider: 'x-ai', model: 'm', unit: 'cache_read_tokens', usd: '0.044' },
    ]);
  });

  it('are refused where nobody writes them so', () => {
    expect(() => readDownload('rumours=list.json', '2026-11-29')).toThrow(/models\.dev, litellm, openrouter/);
    writeFileSync(join(folder, 'empty.json'), '{}');
    expect(() => readDownload(`litellm=${join(folder, 'empty.json')}`, '2026-11-29')).toThrow(/no price/);
  });
});
