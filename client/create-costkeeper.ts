import type { CostkeeperOptions } from './core/costkeeper-options.ts';
import { createSqsTransport } from './core/sqs-transport.ts';
import { Costkeeper } from './costkeeper.ts';

/**
 * Makes a client.
 * @example
 * const costkeeper = createCostkeeper({ queueUrl: process.env.COSTKEEPER_QUEUE_URL });
 * costkeeper.record({ provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 800, output_tokens: 340 } });
 */
export function createCostkeeper(options: CostkeeperOptions): Costkeeper {
  return new Costkeeper(options, createSqsTransport);
}
