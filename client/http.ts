import type { CostkeeperOptions } from './core/costkeeper-options.ts';
import { Costkeeper } from './costkeeper.ts';

export { Costkeeper } from './costkeeper.ts';
export { ApiError, SignInError, type TokenSource } from './core/api-request.ts';
export { BudgetDeniedError, GateSetupError, type AuthorizeRequest, type Grant } from './core/gate-types.ts';
export { deniedGrant } from './wrappers/denied-answer.ts';
export type { UsageContext } from './core/usage-context.ts';
export type { UsageDraft } from './core/usage-event.ts';

/** How a client is made that sends over HTTP alone. */
export type HttpOptions = Omit<CostkeeperOptions, 'queueUrl' | 'sqsClient' | 'transport'>;

/**
 * Makes a client that sends over HTTP and knows no queue: nothing of it asks for the SDK of AWS, so bundlers find
 * nothing that is not installed. For Workers, Deno, Bun, edge functions and Node without AWS.
 */
export function createCostkeeper(options: HttpOptions): Costkeeper {
  return new Costkeeper({ ...options, transport: 'http' });
}
