import type { CostkeeperOptions } from './core/costkeeper-options.ts';
import { CostkeeperCore } from './core/costkeeper.ts';
import { createSqsTransport } from './core/sqs-transport.ts';

export { CostkeeperCore } from './core/costkeeper.ts';
export type { CostkeeperOptions } from './core/costkeeper-options.ts';
export type { UsageRecorder } from './core/wrapper-ports.ts';
export type { UsageContext } from './core/usage-context.ts';
export type { UsageDraft } from './core/usage-event.ts';

/**
 * Makes a client without the methods that read providers' answers, which are half of the size of the whole one:
 * `record`, contexts, the gate, `flush` and `stats`. Wrappers take it too.
 */
export function createCostkeeper(options: CostkeeperOptions): CostkeeperCore {
  return new CostkeeperCore(options, createSqsTransport);
}
