import type { UsageRecorder } from './core/wrapper-ports.ts';
import { bedrockObserver } from './wrappers/bedrock-observer.ts';
import { observingPlugin, type AwsClient } from './wrappers/middleware-stack.ts';

/**
 * Makes a BedrockRuntimeClient record Converse and InvokeModel, streamed or not, every attempt of the SDK.
 * @returns the client given, which records from now on
 */
export function wrapBedrock<C extends AwsClient>(client: C, recorder: UsageRecorder): C {
  client.middlewareStack.use(observingPlugin(bedrockObserver(recorder)) as never);
  return client;
}
