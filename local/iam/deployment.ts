import type { LambdaFunction } from '../lambda/functions.ts';
import type { Resolver } from '../resolve.ts';
import { deliveryNeed, destinationOf, invokeSettings, type Sender } from '../eventbridge/targets.ts';
import { list, record, text } from '../template.ts';
import type { Account } from './account.ts';
import { BY_TLS } from './calls/place.ts';
import type { Need } from './evaluate.ts';
import { ruleSender, schedulesOf } from './senders.ts';
import { texts } from './policy.ts';

/** A mapping from a queue or stream to a function. */
interface DeclaredMapping {
  readonly name: string;
  readonly source: string;
  readonly target: LambdaFunction;
  readonly properties: Record<string, unknown>;
}

const QUEUE_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
const STREAM_ACTIONS = ['GetRecords', 'GetShardIterator', 'DescribeStream'];

function reading(action: string, resource: string): Need {
  return { action, resource, context: BY_TLS };
}

/** Refuses, as Lambda does when a mapping is made, one whose function's role may not read the source. @throws */
export function permitMapping(account: Account, { name, source, target, properties }: DeclaredMapping): void {
  const { principal } = target;
  const isQueue = source.startsWith('arn:aws:sqs:');
  const reads = isQueue
    ? QUEUE_ACTIONS.map((action) => reading(`sqs:${action}`, source))
    : [
        ...STREAM_ACTIONS.map((action) => reading(`dynamodb:${action}`, source)),
        reading('dynamodb:ListStreams', '*'),
      ];
  const destination = destinationOf(properties);
  const writes = destination === undefined ? [] : [deliveryNeed(destination, { principal }, account)];
  // Each is decided, so that a record of calls has all of them.
  for (const wanted of [...reads, ...writes]) account.decide(principal, wanted);
  const refusal = account.refusal(principal, [...reads, ...writes]);
  if (refusal !== undefined) throw new Error(`${name}: Lambda cannot make this mapping. ${refusal}`);
}

/**
 * Refuses what a deployment refuses, and what it would take and then drop silently: functions whose role Lambda may
 * not assume, schedules, rules, failures of asynchronous calls and alarms that may not reach their targets.
 * @throws one error that names all of them
 */
export function permitDeployment(
  resolver: Resolver,
  account: Account,
  functions: ReadonlyMap<string, LambdaFunction>,
): void {
  const refusals = [
    ...untrusted(account, functions),
    ...deliveries(resolver, account, functions).flatMap(({ from, to, sender }) => {
      const refusal = account.refusal(sender.principal, [deliveryNeed(to, sender, account)]);
      return refusal === undefined ? [] : [`${from}: ${refusal}`];
    }),
    ...silentAlarms(resolver, account),
  ];
  if (refusals.length > 0)
    throw new Error(`AWS would refuse or drop what these templates declare:\n  ${refusals.join('\n  ')}`);
}

function untrusted(account: Account, functions: ReadonlyMap<string, LambdaFunction>): string[] {
  return [...functions.values()].flatMap(({ name, principal }) =>
    principal.kind === 'role' && !account.trusts(account.role(principal.arn), 'lambda.amazonaws.com')
      ? [`${name}: The role defined for the function cannot be assumed by Lambda.`]
      : [],
  );
}

interface Delivery {
  readonly from: string;
  readonly to: string;
  readonly sender: Sender;
}

/** Whatever the templates let a service hand to a queue or function. */
function deliveries(
  resolver: Resolver,
  account: Account,
  functions: ReadonlyMap<string, LambdaFunction>,
): Delivery[] {
  const schedules = schedulesOf(resolver, account).flatMap(({ arn, target, deadLetterArn, sender }) =>
    texts([target['Arn'], deadLetterArn].filter((to) => to !== undefined)).map((to) => ({
      from: arn,
      to,
      sender,
    })),
  );
  const rules = resolver.ofType('AWS::Events::Rule').flatMap((rule) =>
    list(resolver.properties(rule)['Targets']).flatMap((target) => {
      const deadLetters = text(record(record(target)['DeadLetterConfig'])['Arn']);
      const all = [text(record(target)['Arn']), deadLetters].filter((to) => to !== undefined);
      return all.map((to) => ({ from: rule.logicalId, to, sender: ruleSender(resolver, rule) }));
    }),
  );
  const failures = [...invokeSettings(resolver)].flatMap(([name, properties]) => {
    const to = destinationOf(properties);
    const target = [...functions.values()].find((fn) => fn.name === name || fn.arn === name);
    return to === undefined || !target ? [] : [{ from: name, to, sender: { principal: target.principal } }];
  });
  return [...schedules, ...rules, ...failures];
}

/** Alarms do not run here; that they would be heard can be told. */
function silentAlarms(resolver: Resolver, account: Account): string[] {
  const principal = { kind: 'service', service: 'cloudwatch.amazonaws.com' } as const;
  return resolver.ofType('AWS::CloudWatch::Alarm').flatMap((alarm) => {
    const actions = texts(resolver.resolve(alarm.properties['AlarmActions'], alarm.stack));
    const topics = actions.filter((arn) => arn.startsWith('arn:aws:sns:'));
    const { region } = resolver.stackOf(alarm);
    const source = `arn:aws:cloudwatch:${region}:${account.id}:alarm:${resolver.identity(alarm).ref}`;
    return topics.flatMap((resource) => {
      const context = { ...BY_TLS, 'aws:sourceaccount': account.id, 'aws:sourcearn': source };
      const refusal = account.refusal(principal, [{ action: 'sns:Publish', resource, context }]);
      return refusal === undefined ? [] : [`${alarm.logicalId}: ${refusal}`];
    });
  });
}
