import {
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  type Statement,
  statementsOf,
  type Templates,
} from './templates.ts';

/** Principals of a statement that are accounts, as its JSON has them. */
function accountsOf({ Principal }: Statement): string[] {
  const { AWS } = (Principal ?? {}) as { AWS?: unknown };
  return listOf(AWS).map((value) => JSON.stringify(value));
}

/** True for a statement of a key that lets other accounts use it for messages, and for nothing else. */
export function admitsSenders(statement: Statement): boolean {
  const { Effect, Action, Resource, Condition } = statement;
  const isForMessages = /^\{"StringEquals":\{"kms:ViaService":"sqs\.[\w-]+\.amazonaws\.com"\}\}$/;
  return (
    Effect === 'Allow' &&
    JSON.stringify(Action) === '["kms:Decrypt","kms:GenerateDataKey"]' &&
    Resource === '*' &&
    accountsOf(statement).length > 0 &&
    isForMessages.test(JSON.stringify(Condition ?? {}))
  );
}

/** Accounts that may send to a queue by its own policy. */
function sendersTo(queue: Found, templates: Templates): string[] {
  return resourcesIn(templates, 'AWS::SQS::QueuePolicy')
    .filter((policy) =>
      listOf(propertyOf(policy, 'Queues')).some((value) =>
        isSame(namedBy(value, policy.stack, templates), queue),
      ),
    )
    .flatMap(statementsOf)
    .filter(({ Effect, Action }) => Effect === 'Allow' && Action === 'sqs:SendMessage')
    .flatMap(accountsOf);
}

/** Accounts that a queue lets in may use the queue's key too, or their messages are lost at the sender; others may not. */
export const otherAccountsMaySend: Rule = (templates) =>
  resourcesIn(templates, 'AWS::KMS::Key').flatMap((key) => {
    const queues = resourcesIn(templates, 'AWS::SQS::Queue').filter((queue) =>
      isSame(namedBy(propertyOf(queue, 'KmsMasterKeyId'), queue.stack, templates), key),
    );
    const senders = new Set(queues.flatMap((queue) => sendersTo(queue, templates)));
    const users = new Set(
      listOf<Statement>(propertyOf(key, 'KeyPolicy', 'Statement'))
        .filter(admitsSenders)
        .flatMap(accountsOf),
    );
    const odd = [...senders.symmetricDifference(users)];
    return odd.length > 0
      ? [`${nameOfResource(key)} and its queues do not let in the same accounts: ${odd.join(', ')}`]
      : [];
  });
