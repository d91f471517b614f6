import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';
import { isCdkOwn } from './own.ts';
import { placeOf, placedText } from './place.ts';
import { each, has, is, leadsTo, record, type Requirement } from './requirement.ts';
import { ownFunctions } from './roles.ts';
import {
  allNamedBy,
  type Found,
  joinedText,
  listOf,
  namedBy,
  propertyOf,
  resourcesIn,
  shown,
  type Templates,
} from './templates.ts';

/** A property that is one text, with `{stage}`, `{region}` and `{account}` for what differs between stages. */
const placed =
  (text: string, ...path: readonly string[]) =>
  (found: Found, templates: Templates): boolean =>
    placedText(propertyOf(found, ...path), found.stack, templates) === text;

/** A key of KMS that a resource names is the stage's own, and not another key of the stage. */
const byOwnKey =
  (...path: readonly string[]) =>
  (found: Found, templates: Templates): boolean => {
    const value = propertyOf(found, ...path);
    return value === undefined || isOwnKey(value, found, templates);
  };

function isOwnKey(value: unknown, { stack }: Found, templates: Templates): boolean {
  return namedBy(value, stack, templates)?.id.startsWith('Key') === true;
}

/** The identifier of CloudFront's CachingOptimized. Source: CloudFront, "Use managed cache policies". */
const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

const PAGE_POLICY = new RegExp(
  "^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    String.raw`connect-src 'self'( https://(\*\.)?[\w-]+(\.[\w{}-]+)+)+; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'$",
);

const headers = (...path: readonly string[]) => [
  'ResponseHeadersPolicyConfig',
  'SecurityHeadersConfig',
  ...path,
];

const PAGE: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::CloudFront::Distribution': [
    {
      says: 'shows something else than its bucket',
      holds: (found, templates) => {
        const origins = listOf<Record<string, unknown>>(propertyOf(found, 'DistributionConfig', 'Origins'));
        const type = (value: unknown) => namedBy(value, found.stack, templates)?.Type;
        return (
          origins.length === 1 &&
          type(origins[0]?.['DomainName']) === 'AWS::S3::Bucket' &&
          type(origins[0]?.['OriginAccessControlId']) === 'AWS::CloudFront::OriginAccessControl' &&
          is(origins[0]?.['Id'], 'DistributionConfig', 'DefaultCacheBehavior', 'TargetOriginId')(found)
        );
      },
    },
    {
      says: 'is cached by more than its paths',
      holds: is(CACHING_OPTIMIZED, 'DistributionConfig', 'DefaultCacheBehavior', 'CachePolicyId'),
    },
  ],
  'AWS::CloudFront::OriginAccessControl': [
    {
      says: 'signs in another way than its bucket reads',
      holds: (found) =>
        is('sigv4', 'OriginAccessControlConfig', 'SigningProtocol')(found) &&
        is('s3', 'OriginAccessControlConfig', 'OriginAccessControlOriginType')(found),
    },
    {
      says: 'has a name that another region could have',
      holds: placed('costkeeper-{stage}-{region}', 'OriginAccessControlConfig', 'Name'),
    },
  ],
  'AWS::CloudFront::ResponseHeadersPolicy': [
    {
      says: 'has a name that another region could have',
      holds: placed('costkeeper-{stage}-{region}', 'ResponseHeadersPolicyConfig', 'Name'),
    },
    { says: 'lets the page be framed', holds: is('DENY', ...headers('FrameOptions', 'FrameOption')) },
    {
      says: 'tells others where readers come from',
      holds: is('no-referrer', ...headers('ReferrerPolicy', 'ReferrerPolicy')),
    },
    {
      says: 'lets the page call, load or be framed by anybody',
      holds: (found, templates) =>
        PAGE_POLICY.test(
          placedText(
            propertyOf(found, ...headers('ContentSecurityPolicy', 'ContentSecurityPolicy')),
            found.stack,
            templates,
          ),
        ),
    },
  ],
};

const ofPool: Requirement = {
  says: 'is of no pool of the stage',
  holds: leadsTo('AWS::Cognito::UserPool', 'UserPoolId'),
};

const SIGN_IN: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::Cognito::UserPool': [
    { says: 'does not leave the second factor to its users', holds: is('OPTIONAL', 'MfaConfiguration') },
  ],
  'AWS::Cognito::UserPoolClient': [
    ofPool,
    {
      says: 'hands codes to another page than the dashboard',
      holds: (found, templates) =>
        ['CallbackURLs', 'LogoutURLs'].every((name) =>
          listOf(propertyOf(found, name)).every((url) =>
            allNamedBy(url, found.stack, templates).some(
              ({ Type }) => Type === 'AWS::CloudFront::Distribution',
            ),
          ),
        ),
    },
    {
      says: 'lets the page sign in by passwords',
      holds: (found) => !has('CallbackURLs')(found) || !has('ExplicitAuthFlows')(found),
    },
  ],
  'AWS::Cognito::UserPoolDomain': [
    ofPool,
    { says: 'is not called by its stage', holds: placed('costkeeper-{stage}-{account}', 'Domain') },
  ],
  'AWS::Cognito::UserPoolGroup': [ofPool],
  'AWS::SNS::Subscription': [
    {
      says: 'is no mail address',
      holds: (found) => /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/.test(shown(propertyOf(found, 'Endpoint'))),
    },
  ],
  'AWS::SES::EmailIdentity': [
    {
      says: 'is not what the stage sends from',
      holds: (found, templates) =>
        ownFunctions(templates).some(({ variables }) =>
          shown(variables[ENVIRONMENT.mailSender]).endsWith(shown(propertyOf(found, 'EmailIdentity'))),
        ),
    },
  ],
};

const ofApi: Requirement = {
  says: 'is of no API of the stage',
  holds: leadsTo('AWS::ApiGatewayV2::Api', 'ApiId'),
};

const API: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::ApiGatewayV2::Authorizer': [ofApi],
  'AWS::ApiGatewayV2::Integration': [ofApi],
  'AWS::ApiGatewayV2::Stage': [
    { says: 'is served below a folder, which no caller knows', holds: is('$default', 'StageName') },
  ],
  'AWS::ApiGatewayV2::Api': [
    { says: 'is not called by its stage', holds: placed('costkeeper-{stage}', 'Name') },
  ],
  'AWS::CloudWatch::Dashboard': [
    { says: 'is not called by its stage', holds: placed('costkeeper-{stage}', 'DashboardName') },
  ],
};

/** Whether all groups of the stage's own keep their lines as long. */
function keepsAsTheOthers(group: Found, templates: Templates): boolean {
  return resourcesIn(templates, group.Type)
    .filter((other) => !isCdkOwn(other))
    .every((other) => propertyOf(other, 'RetentionInDays') === propertyOf(group, 'RetentionInDays'));
}

const LIFECYCLE: Readonly<Record<string, string>> = {
  FilesBucket:
    '[{"ExpirationInDays":7,"Prefix":"exports/"},' +
    '{"ExpiredObjectDeleteMarker":true,"NoncurrentVersionExpiration":{"NoncurrentDays":30}},' +
    '{"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":2}}]',
  DashboardBucket: '[{"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":2}}]',
  InvocationLogs: '[{"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":2},"ExpirationInDays":7}]',
};

const STORES: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::DynamoDB::GlobalTable': [
    {
      says: 'is not in its stage’s region alone',
      holds: (found, templates) =>
        listOf<object>(propertyOf(found, 'Replicas'))
          .map((replica) => placedText(record(replica)['Region'], found.stack, templates))
          .join() === '{region}',
    },
    {
      says: 'is billed to another stage',
      holds: (found, templates) =>
        each(
          (replica) =>
            JSON.stringify(record(replica)['Tags'] ?? '').includes(
              `{"Key":"stage","Value":"${placeOf(templates).stage}"}`,
            ),
          'Replicas',
        )(found),
    },
    {
      says: 'is encrypted by another key than the stage’s own',
      holds: (found, templates) =>
        listOf<{ SSESpecification?: { KMSMasterKeyId: unknown } }>(propertyOf(found, 'Replicas')).every(
          ({ SSESpecification: by }) => !by || isOwnKey(by.KMSMasterKeyId, found, templates),
        ),
    },
  ],
  'AWS::S3::Bucket': [
    {
      says: 'is encrypted by another key than the stage’s own',
      holds: (found, templates) =>
        listOf<{ ServerSideEncryptionByDefault?: { KMSMasterKeyID?: unknown } }>(
          propertyOf(found, 'BucketEncryption', 'ServerSideEncryptionConfiguration'),
        ).every(({ ServerSideEncryptionByDefault: by }) => {
          const key = by?.KMSMasterKeyID;
          return key === undefined || isOwnKey(key, found, templates);
        }),
    },
    {
      says: 'loses or keeps other files than is said of it',
      holds: (found) => {
        const [, wanted] = Object.entries(LIFECYCLE).find(([prefix]) => found.id.startsWith(prefix)) ?? [];
        const rules = listOf<object>(propertyOf(found, 'LifecycleConfiguration', 'Rules')).map((rule) => {
          const { Id: _id, Status: _status, ...does } = record(rule);
          return Object.fromEntries(Object.entries(does).toSorted(([one], [two]) => (one < two ? -1 : 1)));
        });
        return JSON.stringify(rules) === wanted;
      },
    },
  ],
  'AWS::SQS::Queue': [
    { says: 'is encrypted by another key than the stage’s own', holds: byOwnKey('KmsMasterKeyId') },
    {
      says: 'tries a message a thousand times',
      holds: (found) => Number(propertyOf(found, 'RedrivePolicy', 'maxReceiveCount') ?? 5) <= 100,
    },
  ],
  'AWS::KMS::Key': [
    {
      says: 'is ruled by nobody: without a statement of the account it is lost for ever',
      holds: (found) =>
        listOf<object>(propertyOf(found, 'KeyPolicy', 'Statement')).some(
          (statement) => record(statement)['Action'] === 'kms:*',
        ),
    },
  ],
  'AWS::Logs::LogGroup': [
    {
      says: 'is called otherwise than the stage',
      holds: (found, templates) =>
        !has('LogGroupName')(found) ||
        placed('/aws/vendedlogs/costkeeper-{stage}-api', 'LogGroupName')(found, templates),
    },
    { says: 'keeps its lines for another time than the others', holds: keepsAsTheOthers },
  ],
};

/** The bucket of CDK's bootstrap in this region, or of a deployment without it, which names it by a parameter. */
function isAssetBucket(value: unknown, templates: Templates): boolean {
  const text = JSON.stringify(value);
  if (text === '{"Ref":"AssetBucket"}') return true;
  const [, region] =
    /^(?:"|\{"Fn::Sub":")cdk-[a-z0-9]+-assets-(?:\d{12}|\$\{AWS::AccountId\})-([a-z]+-[a-z]+-\d)"\}?$/.exec(
      text,
    ) ?? [];
  return region === placeOf(templates).region;
}

const FUNCTIONS: Readonly<Record<string, readonly Requirement[]>> = {
  'AWS::Lambda::Function': [
    {
      says: 'runs code that the deployment did not upload',
      holds: (found, templates) =>
        /(^|\*)[0-9a-f]{64}\.zip$/.test(joinedText(propertyOf(found, 'Code', 'S3Key'))) &&
        isAssetBucket(propertyOf(found, 'Code', 'S3Bucket'), templates),
    },
  ],
  'AWS::Lambda::EventInvokeConfig': [
    { says: 'is about a version that nobody calls', holds: is('$LATEST', 'Qualifier') },
  ],
  'AWS::Lambda::EventSourceMapping': [
    {
      says: 'throws away messages of its queue that it does not look for',
      holds: (found, templates) =>
        !leadsTo('AWS::SQS::Queue', 'EventSourceArn')(found, templates) || !has('FilterCriteria')(found),
    },
    {
      says: 'reads something else than a queue or the table of the stage',
      holds: (found, templates) => {
        const source = propertyOf(found, 'EventSourceArn');
        const type = namedBy(source, found.stack, templates)?.Type;
        return (
          type === 'AWS::SQS::Queue' ||
          type === 'AWS::DynamoDB::GlobalTable' ||
          // A restored table is named by its text.
          ownFunctions(templates).some(({ variables }) =>
            String(source).includes(`:table/${String(variables[ENVIRONMENT.tableName])}/stream/`),
          )
        );
      },
    },
  ],
  'Custom::BedrockInvocationLogging': [
    {
      says: 'is called by another function than the CDK’s',
      holds: (found, templates) => {
        const fn = namedBy(propertyOf(found, 'ServiceToken'), found.stack, templates);
        return fn !== undefined && isCdkOwn(fn);
      },
    },
    ...['Create', 'Update'].map((name) => ({
      says: `logs texts, or elsewhere than said: ${name}`,
      holds: (found: Found) => {
        const text = joinedText(propertyOf(found, name));
        return (
          /"(bucketName|logGroupName)":"[^"]+"/.test(text) && !/"\w+DataDeliveryEnabled":true/.test(text)
        );
      },
    })),
    {
      says: 'does not turn the logging off',
      holds: is('{"service":"Bedrock","action":"deleteModelInvocationLoggingConfiguration"}', 'Delete'),
    },
  ],
};

/** What is written out, and what is named: the words and addresses of each resource of ours. */
export const WORDS: readonly Readonly<Record<string, readonly Requirement[]>>[] = [
  PAGE,
  SIGN_IN,
  API,
  STORES,
  FUNCTIONS,
];
