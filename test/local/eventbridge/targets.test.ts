import { describe, expect, it } from 'vitest';
import { Account } from '../../../local/iam/account.ts';
import type { Principal } from '../../../local/iam/evaluate.ts';
import { Resolver } from '../../../local/resolve.ts';
import { deliverer } from '../../../local/eventbridge/targets.ts';
import { roleOf, stackOf } from '../fixtures/stacks.ts';

const PLACES = { sqs: 'http://127.0.0.1:1/secret', gateway: 'http://127.0.0.1:2' };
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const RULE = 'arn:aws:events:eu-west-1:000000000000:rule/bus/rule';

/** Delivers to a queue that takes what the rule sends, or to one that takes nothing. */
function parts() {
  const stack = stackOf('App', {
    Open: { Type: 'AWS::SQS::Queue' },
    Closed: { Type: 'AWS::SQS::Queue' },
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Open' }],
        PolicyDocument: {
          Statement: {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Resource: arnOf('Open'),
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
          },
        },
      },
    },
    ...roleOf('Clock', 'scheduler.amazonaws.com', [{ Action: 'sqs:SendMessage', Resource: arnOf('Closed') }]),
  });
  const resolver = new Resolver([stack], PLACES);
  const account = new Account(resolver);
  const sent: string[] = [];
  const reported: string[] = [];
  const deliver = deliverer({
    resolver,
    account,
    functions: new Map(),
    sqs: async (_target, body) => {
      sent.push((body as { QueueUrl: string }).QueueUrl.split('/').at(-1) ?? '');
      return {};
    },
    report: (error) => void reported.push(String(error)),
  });
  const [role] = account.roles;
  if (!role) throw new Error('the stack declares a role');
  return { deliver, sent, reported, clock: account.as(role, 'Tick') };
}

const OPEN = 'arn:aws:sqs:eu-west-1:000000000000:App-Open';
const CLOSED = 'arn:aws:sqs:eu-west-1:000000000000:App-Closed';
/** A service that no policy of the stack names. */
const UNNAMED: Principal = { kind: 'service', service: 'scheduler.amazonaws.com' };
const EVENTS: Principal = { kind: 'service', service: 'events.amazonaws.com' };

describe('a delivery', () => {
  it('reaches a queue whose policy takes it from this rule', async () => {
    const { deliver, sent, reported } = parts();
    await deliver(OPEN, {}, { principal: EVENTS, source: RULE });
    expect([sent, reported]).toEqual([['App-Open'], []]);
  });

  it('that is refused is reported and goes to the dead letters, where the sender may write there', async () => {
    const { deliver, sent, reported } = parts();
    await deliver(CLOSED, {}, { principal: EVENTS, source: RULE }, OPEN);
    expect(sent).toEqual(['App-Open']);
    expect(reported).toEqual([
      expect.stringContaining(
        `events.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ${CLOSED}`,
      ),
    ]);
    await deliver(CLOSED, {}, { principal: EVENTS, source: `${RULE}2` }, OPEN);
    expect(sent).toEqual(['App-Open']);
    expect(reported).toHaveLength(3);
  });

  it('of a schedule is its role’s', async () => {
    const { deliver, sent } = parts();
    await deliver(CLOSED, {}, { principal: UNNAMED });
    expect(sent).toEqual([]);
    const { deliver: again, sent: reached, clock } = parts();
    await again(CLOSED, {}, { principal: clock });
    expect(reached).toEqual(['App-Closed']);
  });
});
