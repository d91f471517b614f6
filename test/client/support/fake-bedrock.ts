import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { wrapBedrock } from '../../../client/bedrock.ts';
import { startStub, type StubAnswer } from './json-server.ts';
import { Recording } from './recording.ts';

/** Calls through a wrapped client of the real SDK to a server that answers so; gives what was recorded. */
export async function withBedrock<T>(
  answer: (count: number) => StubAnswer,
  body: (client: BedrockRuntimeClient, recording: Recording) => Promise<T>,
): Promise<Recording> {
  await using stub = await startStub((_request, count) => answer(count));
  const recording = new Recording();
  const client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: stub.url,
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 2,
  });
  await body(wrapBedrock(client, recording), recording);
  client.destroy();
  return recording;
}
