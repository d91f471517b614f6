import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { iamFetch } from '../../client/iam.ts';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import { OTHER_ORIGIN } from './local-target.ts';
import { outputsOf, readStacks } from './stage-stacks.ts';
import { temporaryAdmin } from './temporary-admin.ts';
import type { SmokeTarget } from './target.ts';

/** Which stage, and how to reach it. */
export interface StageOptions {
  readonly stage: string;
  /** Default: the region of the credentials. */
  readonly region: string | undefined;
  /** A token of an admin. Default: a user of the stage's own pool is made for this run and deleted after it. */
  readonly token: string | undefined;
  /** Default: the dashboard's, where the stage has one. */
  readonly origin: string | undefined;
}

/** A deployed stage, by its stacks' outputs and the caller's AWS credentials. @throws when an output is missing */
export async function stageTarget(options: StageOptions): Promise<SmokeTarget> {
  const { stage } = options;
  const settings = options.region === undefined ? {} : { region: options.region };
  const outputs = await readOutputs(stage, settings);
  const need = (name: string) => {
    const value = outputs.get(name);
    if (value === undefined) throw new Error(`the stacks of the stage ${stage} have no output ${name}`);
    return value;
  };
  const [api, queueUrl, bucket] = [
    STACK_OUTPUT.apiUrl,
    STACK_OUTPUT.usageQueueUrl,
    STACK_OUTPUT.bucketName,
  ].map(need) as [string, string, string];
  const admin =
    options.token === undefined
      ? await temporaryAdmin(poolOf(outputs, stage), settings)
      : { token: options.token, remove: () => Promise.resolve() };
  return {
    name: `the stage ${stage}`,
    api,
    origin: options.origin ?? originOf(outputs.get(STACK_OUTPUT.dashboardUrl)) ?? OTHER_ORIGIN,
    token: admin.token,
    asRole: signedFetch(settings),
    async send(body) {
      const client = new SQSClient(settings);
      try {
        const { MessageId = '' } = await client.send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }),
        );
        return MessageId;
      } finally {
        client.destroy();
      }
    },
    mails: undefined,
    deleteFile: (key) => deleteVersions(bucket, key, settings),
    close: admin.remove,
  };
}

type Settings = { readonly region?: string };

/** Signs as the caller's credentials, of its region where none is named. */
function signedFetch(settings: Settings): typeof fetch {
  const { config } = new CloudFormationClient(settings);
  return async (...request) => {
    const region = await config.region();
    return iamFetch({ region, credentials: async () => await config.credentials() })(...request);
  };
}

async function readOutputs(stage: string, settings: Settings): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient(settings);
  try {
    return outputsOf(await readStacks(client, stage));
  } finally {
    client.destroy();
  }
}

function poolOf(outputs: ReadonlyMap<string, string>, stage: string) {
  const userPoolId = outputs.get(STACK_OUTPUT.userPoolId);
  const clientId = outputs.get(STACK_OUTPUT.tokenClientId);
  if (userPoolId === undefined || clientId === undefined) {
    throw new Error(
      `the stage ${stage} takes tokens of another issuer: put an admin's token into COSTKEEPER_TOKEN`,
    );
  }
  return { userPoolId, clientId };
}

function originOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : new URL(address).origin;
}

/** The bucket keeps old versions: without deleting each, the file would stay for a month. */
async function deleteVersions(bucket: string, key: string, settings: Settings): Promise<void> {
  const client = new S3Client(settings);
  try {
    const { Versions = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }),
    );
    for (const { Key, VersionId } of Versions) {
      if (Key !== key) continue;
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
    }
  } finally {
    client.destroy();
  }
}
