import { isCdkOwn } from './own.ts';
import { placedText } from './place.ts';
import {
  type Found,
  isIntrinsic,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  type Templates,
} from './templates.ts';

const ASSETS = 'cdk-hnb659fds-assets-{account}-{region}';
const FILES = ['{AWS::S3::Bucket}', '{AWS::S3::Bucket}/*'];

/** What is the same in each function that the CDK brings: its code, its role and what starts it. */
const RUN = {
  Code: { S3Bucket: ASSETS, S3Key: 'an asset' },
  Handler: 'index.handler',
  Role: '{AWS::IAM::Role}',
  Runtime: 'a runtime',
};
const LOGGED = { LoggingConfig: { LogGroup: '{AWS::Logs::LogGroup}' } };

/** The role of a function whose log group goes with nothing: it writes its lines, and Lambda alone takes it. */
const ROLE = {
  AssumeRolePolicyDocument: {
    Statement: [
      { Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    ],
    Version: '2012-10-17',
  },
  ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
};

/** What copies the page reads the assets, writes the page's bucket and has caches emptied. */
const COPIES = [
  {
    Action: ['s3:GetBucket*', 's3:GetObject*', 's3:List*'],
    Effect: 'Allow',
    Resource: [`arn:aws:s3:::${ASSETS}`, `arn:aws:s3:::${ASSETS}/*`],
  },
  {
    Action: [
      's3:Abort*',
      's3:DeleteObject*',
      's3:GetBucket*',
      's3:GetObject*',
      's3:List*',
      's3:PutObject',
      's3:PutObjectLegalHold',
      's3:PutObjectRetention',
      's3:PutObjectTagging',
      's3:PutObjectVersionTagging',
    ],
    Effect: 'Allow',
    Resource: FILES,
  },
  {
    Action: ['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
    Effect: 'Allow',
    Resource: ['*'],
  },
];

/** Each resource that the CDK brings, by its type and the beginning of its id, with the properties that it comes with. */
const BROUGHT: readonly (readonly [type: string, id: RegExp, properties: object])[] = [
  ['AWS::Lambda::Function', /^AWS679/, { ...RUN, ...LOGGED, Timeout: 120 }],
  ['AWS::Lambda::Function', /^CustomS3/, { ...RUN, MemorySize: 128, Timeout: 900 }],
  [
    'AWS::Lambda::Function',
    /^CustomCDK/,
    {
      ...RUN,
      ...LOGGED,
      Architectures: ['arm64'],
      Environment: { Variables: { AWS_CA_BUNDLE: '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem' } },
      Layers: ['{AWS::Lambda::LayerVersion}'],
      MemorySize: 1024,
      Timeout: 900,
    },
  ],
  ['AWS::Lambda::LayerVersion', /^Page/, { Content: RUN.Code }],
  ['AWS::IAM::Role', /^Custom/, ROLE],
  [
    'AWS::IAM::Policy',
    /^CustomCDK/,
    { PolicyDocument: { Statement: COPIES, Version: '2012-10-17' }, Roles: ['{AWS::IAM::Role}'] },
  ],
];

/** Words for people and names that nothing reads. */
const UNREAD = new Set(['Description', 'PolicyName']);

/** Where files are by the parameters of templates that are deployed without the CDK. */
const BY_PARAMETERS: Readonly<Record<string, string>> = { AssetBucket: ASSETS, AssetPrefix: '' };

/** A property with the places and resources in it named by what they are, and lists of names in their order. */
function placed(value: unknown, found: Found, templates: Templates, name = ''): unknown {
  const { 'Fn::Sub': text } = (value ?? {}) as { 'Fn::Sub'?: string };
  if (text !== undefined) {
    const filled = text.replaceAll('${AWS::AccountId}', '{account}').replaceAll('${AWS::Partition}', 'aws');
    return placedText(filled, found.stack, templates);
  }
  const parameter = BY_PARAMETERS[(value as { Ref?: string } | undefined)?.Ref ?? ''];
  if (parameter !== undefined) return parameter;
  if (name === 'S3Key' && /^[0-9a-f]{64}\.zip$/.test(String(value))) return 'an asset';
  if (name === 'Runtime') return 'a runtime';
  if (isIntrinsic(value)) {
    const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
    return join
      ? placed(
          join[1].map((part) => String(placed(part, found, templates))).join(join[0]),
          found,
          templates,
          name,
        )
      : placedText(value, found.stack, templates);
  }
  if (name === 'Action' || name === 'Resource')
    return listOf(value)
      .map((one) => String(placed(one, found, templates)))
      .toSorted();
  if (Array.isArray(value)) return value.map((one) => placed(one, found, templates));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !UNREAD.has(key))
        .map(([key, one]) => [key, placed(one, found, templates, key)]),
    );
  return typeof value === 'string' ? placedText(value, found.stack, templates) : value;
}

/** JSON in which the order of names says nothing. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** What copies files, empties buckets and makes single calls of AWS is as the CDK brings it: no more rights and no less. */
export const whatTheCdkBringsIsWhole: Rule = (templates) =>
  resourcesIn(templates)
    .filter(isCdkOwn)
    .flatMap((found) => {
      const [, , wanted] = BROUGHT.find(([type, id]) => type === found.Type && id.test(found.id)) ?? [];
      const name = nameOfResource(found);
      if ('Condition' in found) return [`${name} may be left out`];
      if (!wanted) return [`${name} is nothing that the CDK is known to bring`];
      const same = ordered(placed(found.Properties, found, templates)) === ordered(wanted);
      return [
        ...(same ? [] : [`${name} is not as the CDK brings it`]),
        ...(found.Type === 'AWS::Lambda::Function' ? faultsOfFunction(found, templates) : []),
        ...(found.Type === 'AWS::IAM::Role' ? faultsOfRole(found, templates) : []),
      ];
    });

function policiesOf(role: Found, templates: Templates): Found[] {
  return resourcesIn(templates, 'AWS::IAM::Policy').filter((policy) =>
    listOf(propertyOf(policy, 'Roles')).some((name) => isSame(namedBy(name, policy.stack, templates), role)),
  );
}

/** What copies the page has one policy beside what AWS manages, what empties buckets none: each bucket lets it in. */
function faultsOfRole(role: Found, templates: Templates): string[] {
  const wanted = role.id.startsWith('CustomCDK') ? 1 : 0;
  return policiesOf(role, templates).length === wanted
    ? []
    : [`${nameOfResource(role)} may do more or less than its work`];
}

/** A function of the CDK's takes its own role, waits for what that may do, and shares its log with no other. */
function faultsOfFunction(fn: Found, templates: Templates): string[] {
  const role = namedBy(propertyOf(fn, 'Role'), fn.stack, templates);
  const group = namedBy(propertyOf(fn, 'LoggingConfig', 'LogGroup'), fn.stack, templates);
  const others = resourcesIn(templates, 'AWS::Lambda::Function').filter((other) => !isSame(other, fn));
  const shares = (path: readonly string[], one: Found | undefined) =>
    others.some((other) => isSame(namedBy(propertyOf(other, ...path), other.stack, templates), one));
  const needed = role ? [role.id, ...policiesOf(role, templates).map(({ id }) => id)] : [];
  const faults: string[] = [];
  if (shares(['Role'], role)) faults.push('takes the role of another function');
  if (shares(['LoggingConfig', 'LogGroup'], group)) faults.push('writes into the log of another function');
  const waiting = [fn, ...resourcesIn([fn.stack]).filter(({ Type }) => Type.startsWith('Custom::'))];
  if (needed.some((id) => !waiting.some(({ DependsOn }) => listOf(DependsOn).includes(id))))
    faults.push('may be called before its role allows what it does');
  return faults.map((fault) => `${nameOfResource(fn)} ${fault}`);
}
