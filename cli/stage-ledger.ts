import { CloudFormationClient, type Stack } from '@aws-sdk/client-cloudformation';
import {
  GetIdentityVerificationAttributesCommand,
  ListIdentitiesCommand,
  SESClient,
} from '@aws-sdk/client-ses';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { iamFetch } from '../client/iam.ts';
import { STACK_OUTPUT } from '../contracts/stack-outputs.ts';
import { outputsOf, readStacks } from '../scripts/smoke/stage-stacks.ts';
import { UsageError } from './command.ts';
import { type AwsView, type Ledger, ledgerAt } from './ledger.ts';

/** Outputs that are addresses of queues. */
const QUEUES = [
  STACK_OUTPUT.usageQueueUrl,
  STACK_OUTPUT.usageDeadLettersUrl,
  STACK_OUTPUT.streamFailuresUrl,
  STACK_OUTPUT.jobDeadLettersUrl,
  STACK_OUTPUT.undeliveredUrl,
];

/** A stack that takes updates. */
const WELL = /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/;

/**
 * A deployed stage by the caller's AWS credentials. Reads are signed with IAM (the role needs what `grantRead` gives);
 * changes are for admins and need a token. @throws UsageError where the stage has no API
 */
export async function stageLedger(
  stage: string,
  region: string | undefined,
  token: string | undefined,
): Promise<Ledger> {
  const settings = region === undefined ? {} : { region };
  const client = new CloudFormationClient(settings);
  await client.config.region().catch((error: unknown) => {
    throw new UsageError(`in which region is the stage ${stage}? Name it with --region NAME or AWS_REGION`, {
      cause: error,
    });
  });
  const stacks = await readStacks(client, stage).catch((error: unknown) => {
    throw new Error(`the stage ${stage} cannot be found with your AWS credentials: ${String(error)}`, {
      cause: error,
    });
  });
  const outputs = outputsOf(stacks);
  const api = outputs.get(STACK_OUTPUT.apiUrl);
  if (api === undefined)
    throw new UsageError(`the stage ${stage} has no stack with the output ${STACK_OUTPUT.apiUrl}`);
  const signed = iamFetch({
    region: await client.config.region(),
    credentials: async () => await client.config.credentials(),
  });
  const admin =
    token === undefined
      ? {
          apiUrl: api,
          fetch: () =>
            Promise.reject(
              new UsageError('this changes the ledger: put an admin’s token into COSTKEEPER_TOKEN'),
            ),
        }
      : { apiUrl: api, token };
  return ledgerAt(
    `the stage ${stage}`,
    { apiUrl: `${api}/service`, fetch: signed },
    {
      admin,
      aws: awsView(stacks, outputs, settings),
    },
  );
}

function awsView(
  stacks: readonly Stack[],
  outputs: ReadonlyMap<string, string>,
  settings: { readonly region?: string },
): AwsView {
  return {
    async queueDepths() {
      const client = new SQSClient(settings);
      const depths = new Map<string, number>();
      for (const name of QUEUES) {
        const QueueUrl = outputs.get(name);
        if (QueueUrl === undefined) continue;
        const { Attributes } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
        );
        depths.set(name, Number(Attributes?.ApproximateNumberOfMessages ?? 0));
      }
      return depths;
    },
    unwellStacks: () =>
      Promise.resolve(
        stacks
          .filter(({ StackStatus }) => !WELL.test(StackStatus ?? ''))
          .map(({ StackName, StackStatus }) => `${StackName} is ${StackStatus}`),
      ),
    drift: () =>
      Promise.resolve({
        drifted: stacksThatAre('DRIFTED', stacks),
        unchecked: stacksThatAre('NOT_CHECKED', stacks),
      }),
    async alarmSubscriptions() {
      const TopicArn = outputs.get(STACK_OUTPUT.alarmTopicArn);
      if (TopicArn === undefined) return { confirmed: 0, pending: [] };
      const { Subscriptions = [] } = await new SNSClient(settings).send(
        new ListSubscriptionsByTopicCommand({ TopicArn }),
      );
      // AWS's word in the place of an ARN.
      const pending = Subscriptions.filter(
        ({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation',
      );
      return {
        confirmed: Subscriptions.length - pending.length,
        pending: pending.map(({ Endpoint = '' }) => Endpoint),
      };
    },
    async unverifiedIdentities() {
      const client = new SESClient(settings);
      const { Identities = [] } = await client.send(new ListIdentitiesCommand({ MaxItems: 100 }));
      if (Identities.length === 0) return [];
      const { VerificationAttributes = {} } = await client.send(
        new GetIdentityVerificationAttributesCommand({ Identities }),
      );
      return Identities.filter((name) => VerificationAttributes[name]?.VerificationStatus !== 'Success');
    },
  };
}

function stacksThatAre(wanted: string, stacks: readonly Stack[]): string[] {
  return stacks
    .filter(({ DriftInformation }) => (DriftInformation?.StackDriftStatus ?? 'NOT_CHECKED') === wanted)
    .map(({ StackName = '' }) => StackName);
}
