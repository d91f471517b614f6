import type { Resolver } from '../resolve.ts';
import type { Sender } from '../eventbridge/targets.ts';
import { record, text } from '../template.ts';
import type { Resource } from '../template.ts';
import type { Account } from './account.ts';

/** A schedule with what it does in whose name. */
export interface DeclaredSchedule {
  readonly properties: Record<string, unknown>;
  readonly target: Record<string, unknown>;
  readonly arn: string;
  readonly deadLetterArn: string | undefined;
  readonly sender: Sender;
}

/** The schedules of the templates. @throws when a role does not let EventBridge Scheduler act as it */
export function schedulesOf(resolver: Resolver, account: Account): DeclaredSchedule[] {
  return resolver.ofType('AWS::Scheduler::Schedule').map((resource) => {
    const properties = resolver.properties(resource);
    const { ref, attributes } = resolver.identity(resource);
    const target = record(properties['Target']);
    const role = account.role(text(target['RoleArn']) ?? '');
    const arn = attributes['Arn'] ?? ref;
    // Scheduler tells a role's trust policy the group of the schedule, not the schedule.
    const group = arn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1');
    const context = { 'aws:sourceaccount': account.id, 'aws:sourcearn': group };
    if (!account.trusts(role, 'scheduler.amazonaws.com', context)) {
      throw new Error(
        `${resource.logicalId}: The execution role you provide must allow AWS EventBridge Scheduler to assume the role.`,
      );
    }
    const sender = { principal: account.as(role, ref) };
    return {
      properties,
      target,
      arn,
      deadLetterArn: text(record(target['DeadLetterConfig'])['Arn']),
      sender,
    };
  });
}

/** EventBridge acts for itself, and says for which rule. */
export function ruleSender(resolver: Resolver, rule: Resource): Sender {
  const source = resolver.identity(rule).attributes['Arn'] ?? '';
  return { principal: { kind: 'service', service: 'events.amazonaws.com' }, source };
}
