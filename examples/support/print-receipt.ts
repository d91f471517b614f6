import { setTimeout as sleep } from 'node:timers/promises';
import { createCostkeeperReader, type Receipt } from '../../client/reader.ts';
import type { ExampleOptions } from './options.ts';

const WAIT_MS = 30_000;

/** Reads a job's receipt as soon as the ledger has counted all its events. */
async function awaitReceipt(options: ExampleOptions, type: string, events: number): Promise<Receipt> {
  const { api, tokens } = options.endpoints;
  const reader = createCostkeeperReader({ apiUrl: api, token: tokens.reader });
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const receipt = await reader.resource(type, options.job);
    if (receipt.events >= events || Date.now() > until) return receipt;
    await sleep(100);
  }
}

function lines(title: string, costs: Record<string, string>): string[] {
  const sorted = Object.entries(costs).sort(([, a], [, b]) => Number(b) - Number(a));
  return [`  by ${title}`, ...sorted.map(([name, usd]) => `    ${name.padEnd(34)} $${usd}`)];
}

/** Prints what the job cost, as the ledger has it. Fails the example if events are missing. */
export async function printReceipt(options: ExampleOptions, type: string, events: number): Promise<void> {
  const receipt = await awaitReceipt(options, type, events);
  if (options.json) {
    console.log(JSON.stringify(receipt));
  } else {
    const { provider, service, model } = receipt.breakdown;
    const unpriced = receipt.unpricedEvents > 0 ? `, ${receipt.unpricedEvents} not priced` : '';
    console.log(`\nReceipt of ${type} ${options.job}`);
    console.log(`  total $${receipt.totalUsd} in ${receipt.events} events${unpriced}`);
    for (const line of [
      ...lines('provider', provider),
      ...lines('service', service),
      ...lines('model', model),
    ]) {
      console.log(line);
    }
  }
  if (receipt.events < events) {
    console.error(`The ledger has ${receipt.events} of ${events} events.`);
    process.exitCode = 1;
  }
}
