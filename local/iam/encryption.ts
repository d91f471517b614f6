import type { Resolver } from '../resolve.ts';
import { list, record, text } from '../template.ts';
import type { Resource } from '../template.ts';
import { resourceWithPolicy } from './resource-policies.ts';
import type { Need } from './evaluate.ts';

/** ARN of the key of one's own that a queue, bucket or table is encrypted with, by its ARN. */
export function encryptionKeys(resolver: Resolver): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const resource of resolver.ofType(
    'AWS::SQS::Queue',
    'AWS::S3::Bucket',
    'AWS::DynamoDB::Table',
    'AWS::DynamoDB::GlobalTable',
  )) {
    const key = keyOfResource(resource, resolver);
    const arn = resolver.identity(resource).attributes['Arn'];
    if (arn !== undefined && key !== undefined) keys.set(arn, keyArn(key, resolver));
  }
  return keys;
}

function keyOfResource(resource: Resource, resolver: Resolver): string | undefined {
  const { KmsMasterKeyId, BucketEncryption, SSESpecification, Replicas } = resolver.properties(resource);
  const [rule] = list(record(BucketEncryption)['ServerSideEncryptionConfiguration']);
  const [replica] = list(Replicas);
  return (
    text(KmsMasterKeyId) ??
    text(record(record(rule)['ServerSideEncryptionByDefault'])['KMSMasterKeyID']) ??
    text(record(SSESpecification)['KMSMasterKeyId']) ??
    text(record(record(replica)['SSESpecification'])['KMSMasterKeyId'])
  );
}

/** Templates name a key by its id or by its ARN. */
function keyArn(key: string, resolver: Resolver): string {
  if (key.startsWith('arn:')) return key;
  const found = resolver.ofType('AWS::KMS::Key').find((one) => resolver.identity(one).ref === key);
  return (found && resolver.identity(found).attributes['Arn']) ?? key;
}

/**
 * What each service asks KMS for in the caller's name, by action. Sources: "Key management" of Amazon SQS, "Using
 * server-side encryption with AWS KMS keys" of Amazon S3, "Using AWS KMS keys" of DynamoDB, which asks for all of it
 * at any call.
 */
const ASKED: readonly (readonly [action: RegExp, asked: readonly string[]])[] = [
  [/^sqs:SendMessage$/, ['GenerateDataKey', 'Decrypt']],
  [/^sqs:ReceiveMessage$/, ['Decrypt']],
  [/^s3:PutObject$/, ['GenerateDataKey', 'Decrypt']],
  [/^s3:GetObject(Version)?$/, ['Decrypt']],
  [
    /^dynamodb:(?!ListStreams|UpdateTimeToLive|Describe)/,
    ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'],
  ],
];

/** What an allowed call needs besides, of the key that its resource is encrypted with. */
export function keyNeeds({ action, resource, context }: Need, keys: ReadonlyMap<string, string>): Need[] {
  if (keys.size === 0) return [];
  const owner = resource.startsWith('arn:aws:dynamodb:') ? tableOf(resource) : resourceWithPolicy(resource);
  const key = keys.get(owner);
  const asked = key === undefined ? [] : (ASKED.find(([pattern]) => pattern.test(action))?.[1] ?? []);
  return asked.map((name) => ({ action: `kms:${name}`, resource: key ?? '', context }));
}

/** The table of an index or a stream. */
function tableOf(arn: string): string {
  return arn.split('/').slice(0, 2).join('/');
}
