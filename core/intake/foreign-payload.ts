import { invocationEvent, isInvocationLog } from './invocation-log.ts';
import { isLiteLlmPayload, liteLlmEvent } from './litellm.ts';

/** What a gateway or Bedrock logs as a usage message; anything else as it is. Prompts and answers stay outside the ledger. */
export function ownEvent(received: unknown): unknown {
  if (isLiteLlmPayload(received)) return liteLlmEvent(received);
  return isInvocationLog(received) ? invocationEvent(received) : received;
}
