import { isLiteLlmPayload, liteLlmEvent } from './litellm.ts';

/** What a gateway logs as a usage message; anything else as it is. Prompts and answers stay outside the ledger. */
export function ownEvent(received: unknown): unknown {
  return isLiteLlmPayload(received) ? liteLlmEvent(received) : received;
}
