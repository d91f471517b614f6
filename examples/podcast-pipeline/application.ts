import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js';
import OpenAI from 'openai';
import { wrapAwsClient } from '../../client/aws.ts';
import { wrapElevenLabs } from '../../client/elevenlabs.ts';
import { createCostkeeper, type Costkeeper } from '../../client/index.ts';
import { wrapOpenAI } from '../../client/openai.ts';
import type { Endpoints } from '../support/options.ts';
import type { ProviderStub } from '../support/provider-stub.ts';

/** What the Lambdas of the pipeline share: one client of each kind, made outside the handlers. */
export interface Application {
  costkeeper: Costkeeper;
  openai: OpenAI;
  elevenlabs: ElevenLabsClient;
  s3: S3Client;
  sqs: SQSClient;
  queues: { speech: string; publishing: string };
}

/** An episode on its way through the pipeline. */
export interface Episode {
  id: string;
  topic: string;
  script?: string;
}

export function createApplication(
  { queueUrl, sqs: endpoint, region }: Endpoints,
  providers: ProviderStub,
  queues: Application['queues'],
): Application {
  const costkeeper = createCostkeeper({ queueUrl });
  const aws = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const speech = { apiKey: 'stub', baseUrl: providers.elevenlabs, maxRetries: 1 };
  return {
    costkeeper,
    // The address is no provider's own, as behind a proxy: the name is said.
    openai: wrapOpenAI(new OpenAI({ apiKey: 'stub', baseURL: providers.openai }), costkeeper, {
      provider: 'openai',
    }),
    elevenlabs: wrapElevenLabs(new ElevenLabsClient(speech), costkeeper),
    s3: wrapAwsClient(new S3Client({ ...aws, endpoint: providers.s3, forcePathStyle: true }), costkeeper),
    sqs: wrapAwsClient(new SQSClient({ ...aws, endpoint }), costkeeper),
    queues,
  };
}
