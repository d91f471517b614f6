import type { Resolver } from '../resolve.ts';
import { record, text } from '../template.ts';
import type { Resource } from '../template.ts';
import { readPolicy, type Statement, texts } from './policy.ts';

/** Policies of queues, topics, buckets, keys and functions, by the ARN of what they protect. */
export function resourcePolicies(resolver: Resolver): ReadonlyMap<string, readonly Statement[]> {
  const all = new Map<string, Statement[]>();
  const add = (arn: string | undefined, statements: readonly Statement[]) => {
    if (arn !== undefined) all.set(arn, [...(all.get(arn) ?? []), ...statements]);
  };
  for (const resource of resolver.ofType(
    'AWS::SQS::QueuePolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::S3::BucketPolicy',
  )) {
    const { Queues, Topics, Bucket, PolicyDocument } = resolver.properties(resource);
    const statements = readPolicy(PolicyDocument, resource.logicalId);
    for (const protectedOne of texts(Queues ?? Topics ?? Bucket))
      add(arnOf(resolver, protectedOne), statements);
  }
  for (const key of resolver.ofType('AWS::KMS::Key')) {
    const { KeyPolicy } = resolver.properties(key);
    const arn = resolver.identity(key).attributes['Arn'];
    add(arn, readPolicy(KeyPolicy ?? defaultKeyPolicy(resolver.stackOf(key).account), key.logicalId));
  }
  for (const permission of resolver.ofType('AWS::Lambda::Permission')) {
    const { FunctionName, ...properties } = resolver.properties(permission);
    const arn = arnOf(resolver, text(FunctionName) ?? '');
    add(arn, readPermission(permission, arn, properties));
  }
  for (const topic of resolver.ofType('AWS::SNS::Topic')) {
    const { ref } = resolver.identity(topic);
    if (!all.has(ref))
      add(ref, readPolicy(defaultTopicPolicy(resolver.stackOf(topic).account), topic.logicalId));
  }
  return all;
}

/** The ARN whose policy bears on this one: an object's is its bucket's. */
export function resourceWithPolicy(arn: string): string {
  return arn.startsWith('arn:aws:s3:::') ? (arn.split('/', 1)[0] ?? arn) : arn;
}

/** The ARN of what a template names by its name, its address or its ARN. */
function arnOf(resolver: Resolver, name: string): string | undefined {
  if (name.startsWith('arn:')) return name;
  const found = resolver
    .ofType('AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::Lambda::Function')
    .find((resource) => resolver.identity(resource).ref === name);
  return found && resolver.identity(found).attributes['Arn'];
}

/** A permission of Lambda as the statement that it adds to the function's policy. */
function readPermission(
  permission: Resource,
  arn: string | undefined,
  properties: Record<string, unknown>,
): Statement[] {
  const { Action, Principal, SourceArn, SourceAccount } = properties;
  const name = text(Principal) ?? '';
  const isService = name.endsWith('.amazonaws.com');
  const statement = {
    Effect: 'Allow',
    Action,
    Resource: arn,
    Principal: name === '*' ? '*' : { [isService ? 'Service' : 'AWS']: name },
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    },
  };
  return readPolicy({ Statement: [statement] }, permission.logicalId);
}

/** What KMS gives a key that names no policy: the account's own policies decide. */
function defaultKeyPolicy(account: string): object {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal }] };
}

/** What SNS gives a topic without a policy: everybody of the account, and services that act for it. */
function defaultTopicPolicy(account: string): object {
  const Condition = { StringEquals: { 'aws:SourceAccount': account } };
  return record({
    Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*', Principal: '*', Condition }],
  });
}
