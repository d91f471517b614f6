import { describe, expect, it } from 'vitest';
import { readExchanges, type Exchange } from '../../../prove/exchanges/exchange.ts';
import { runExchange } from '../../../prove/exchanges/run-exchange.ts';

const all = readExchanges();
const files = [...Map.groupBy(all, ({ file }) => file)];

function named(name: string): Exchange {
  const found = all.find(({ exchange }) => exchange.name === name)?.exchange;
  if (found === undefined) throw new Error(`no exchange ${name}`);
  return found;
}

describe('the corpus of exchanges', () => {
  it('is of at least 300, over 40 providers and paths, each with its source and its arithmetic', () => {
    expect(all.length).toBeGreaterThanOrEqual(300);
    const paths = new Set(all.map(({ exchange: { provider, path } }) => `${provider}/${path}`));
    expect(paths.size).toBeGreaterThanOrEqual(40);
    expect(all.filter(({ exchange: { why } }) => why === '')).toEqual([]);
    const names = all.map(({ file, exchange }) => `${file}/${exchange.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(files)('comes to the right parts and cost by every way: %s', async (_file, exchanges) => {
    const outcomes = await Promise.all(
      exchanges.map(async ({ exchange }) => [exchange.name, (await runExchange(exchange)).faults] as const),
    );
    expect(outcomes.filter(([, faults]) => faults.length > 0)).toEqual([]);
  });
});

describe('a run of an exchange', () => {
  const chat = named('gpt-4o-mini, with cached tokens');

  it('goes every way that its path has', async () => {
    expect((await runExchange(chat)).ways).toEqual(['wrapper', 'intake', 'span 1', 'span 2', 'ai-sdk']);
  });

  it('sees a cost, a part, a provider, a status or a reported cost that is another', async () => {
    const [part] = chat.parts;
    const others: Exchange[] = [
      { ...chat, costUsd: '1' },
      { ...chat, parts: [{ ...part, usage: { ...part?.usage, output_tokens: 1 } }] },
      { ...chat, provider: 'nobody' },
      { ...chat, status: 'uncertain' },
      { ...chat, reportedCostUsd: '1' },
    ];
    const faults = await Promise.all(others.map(async (one) => (await runExchange(one)).faults));
    expect(faults.map((list) => list.length > 0)).toEqual(others.map(() => true));
  });
});
