import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  GetIdentityVerificationAttributesCommand,
  ListIdentitiesCommand,
  SESClient,
} from '@aws-sdk/client-ses';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../cli/run-command.ts';
import { stageLedger } from '../../cli/stage-ledger.ts';
import type { LocalSystem } from '../../testing/local-system.ts';
import { shareSystem } from '../support/shared/shared.ts';

/** The API is the local system's, where IAM is decided by the same templates; what AWS says of stacks is not there. */
const formation = mockClient(CloudFormationClient);
const sqs = mockClient(SQSClient);
const ses = mockClient(SESClient);
const sns = mockClient(SNSClient);
let system: LocalSystem;

function stack(name: string, outputs: Record<string, string>, more: object = {}): void {
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  const described = { CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' as const, Outputs, ...more };
  formation
    .on(DescribeStacksCommand, { StackName: `${name}-staging` })
    .resolves({ Stacks: [{ StackName: `${name}-staging`, ...described }] });
}

beforeAll(async () => {
  system = await shareSystem('ledger');
  for (const [name, value] of Object.entries({
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  })) {
    vi.stubEnv(name, value);
  }
  // What CloudFormation answers for a stack that is not there.
  formation
    .on(DescribeStacksCommand)
    .rejects(Object.assign(new Error('Stack with id X does not exist'), { name: 'ValidationError' }));
  stack('CostkeeperData', {
    UsageQueueUrl: 'https://sqs/usage',
    UsageDeadLettersUrl: 'https://sqs/dead',
    AlarmTopicArn: 'arn:aws:sns:eu-west-1:111111111111:alarms',
  });
  stack('CostkeeperApi', { ApiUrl: system.endpoints.api });
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '0' } });
  ses.on(ListIdentitiesCommand).resolves({ Identities: [] });
  sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await system[Symbol.asyncDispose]();
});

async function run(token: string | undefined, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommandLine([...args, '--stage', 'staging', '--region', system.endpoints.region], {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    env: { COSTKEEPER_TOKEN: token },
    now: Date.now,
    wait: () => Promise.resolve(),
    stopped: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('a deployed stage by AWS credentials', () => {
  it('is read with IAM and no token: each command that reads', async () => {
    for (const args of [
      ['status'],
      ['top', 'model'],
      ['cost', 'user', 'nobody'],
      ['tail', '--once'],
      ['prices', '--provider', 'exa'],
      ['budgets'],
      ['quarantine', 'list'],
    ]) {
      const { code, out, err } = await run(undefined, ...args);
      // Other files share this ledger, and one may have left a budget that is over: that is exit code 1.
      const expected = args[0] === 'budgets' && / emergency$/m.test(out) ? 1 : 0;
      expect([args, code, err.replaceAll(/^… .*$/gm, '').trim()]).toEqual([args, expected, '']);
    }
  });

  it('needs a region, and is told the ways to name one', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_DEFAULT_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
    await expect(stageLedger('staging', undefined, undefined)).rejects.toThrow(
      'in which region is the stage staging? Name it with --region NAME or AWS_REGION',
    );
  });

  it('is changed by an admin’s token alone', async () => {
    const { code, err } = await run(undefined, 'recalculate', 'user', 'nobody');
    expect([code, err]).toEqual([2, expect.stringContaining('COSTKEEPER_TOKEN')]);
    expect((await run(system.endpoints.tokens.admin, 'recalculate', 'user', 'nobody')).out).toMatch(/^done/);
  });

  it('is examined beside the API: messages that failed, stacks that are not well, identities', async () => {
    sqs.on(GetQueueAttributesCommand, { QueueUrl: 'https://sqs/dead' }).resolves({
      Attributes: { ApproximateNumberOfMessages: '3' },
    });
    stack('CostkeeperPipeline', {}, { StackStatus: 'UPDATE_ROLLBACK_COMPLETE' });
    stack('CostkeeperPage', {}, { DriftInformation: { StackDriftStatus: 'DRIFTED' } });
    ses.on(ListIdentitiesCommand).resolves({ Identities: ['example.com', 'a@example.org'] });
    ses.on(GetIdentityVerificationAttributesCommand).resolves({
      VerificationAttributes: {
        'example.com': { VerificationStatus: 'Success' },
        'a@example.org': { VerificationStatus: 'Pending' },
      },
    });
    sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: [
        { SubscriptionArn: 'arn:aws:sns:eu-west-1:111111111111:alarms:1', Endpoint: 'b@example.com' },
        { SubscriptionArn: 'PendingConfirmation', Endpoint: 'ops@example.com' },
      ],
    });
    const { code, out } = await run(undefined, 'doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/^ok {4}API: the stage staging answers$/m);
    // Each look by the API is let in by the role: none is refused or not found.
    expect(out).toMatch(/^ok {4}totals: /m);
    expect(out).not.toMatch(/answered 4\d\d/);
    expect(out).toMatch(
      /^WRONG alarm subscriptions: 1 confirmed, not confirmed: ops@example\.com\n {6}Set alarmMail/m,
    );
    expect(out).toMatch(/^WRONG queues: 3 in UsageDeadLettersUrl$/m);
    expect(out).toMatch(/^WRONG stacks: CostkeeperPipeline-staging is UPDATE_ROLLBACK_COMPLETE$/m);
    // A stack that nobody examined is not said to be without drift.
    expect(out).toMatch(
      /^WRONG drift: CostkeeperPage-staging is not as its template says; never looked for in CostkeeperData-staging, /m,
    );
    expect(out).toMatch(/^WRONG mail identities: not verified: a@example\.org$/m);
  });

  it('says what right is missing where AWS refuses a look, and that alarms reach nobody', async () => {
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });
    ses
      .on(ListIdentitiesCommand)
      .rejects(Object.assign(new Error('User x is not authorized'), { name: 'AccessDenied' }));
    const { out } = await run(undefined, 'doctor');
    expect(out).toMatch(/^WRONG alarm subscriptions: nobody hears an alarm$/m);
    expect(out).toMatch(
      /^WRONG mail identities: User x is not authorized\n {6}You may not look: this needs ses:/m,
    );
  });

  it('that is not there is told', async () => {
    formation.on(DescribeStacksCommand, { StackName: 'CostkeeperApi-staging' }).resolves({ Stacks: [] });
    const { code, err } = await run(undefined, 'status');
    expect([code, err]).toEqual([2, 'the stage staging has no stack with the output ApiUrl']);
  });
});
