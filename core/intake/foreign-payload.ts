import { invocationEvents, isInvocationLog } from './invocation-log.ts';
import { isLiteLlmPayload, liteLlmEvents } from './litellm.ts';

/**
 * What a gateway or Bedrock logs as usage messages; anything else as it is. Prompts and answers stay outside the
 * ledger.
 */
export function ownEvents(received: unknown): unknown[] {
  if (isLiteLlmPayload(received)) return liteLlmEvents(received);
  return isInvocationLog(received) ? invocationEvents(received) : [received];
}
