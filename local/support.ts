import { list, record } from './template.ts';
import type { Resource } from './template.ts';

interface Support {
  /** Properties whose meaning the local system honours. */
  readonly honoured: readonly string[];
  /** Properties without effect on this machine: they guard, encrypt, bill, name or describe. */
  readonly passedOver: readonly string[];
}

function runs(honoured: string, passedOver = ''): Support {
  return { honoured: honoured.split(' '), passedOver: passedOver.split(' ') };
}

const TABLE_PASSED =
  'BillingMode SSESpecification Tags PointInTimeRecoverySpecification DeletionProtectionEnabled TableClass ' +
  'ContributorInsightsSpecification Replicas WriteOnDemandThroughputSettings OnDemandThroughput WarmThroughput';

/** What runs here, property by property. A property in neither list is refused by name. */
const RUNS: Readonly<Record<string, Support>> = {
  'AWS::DynamoDB::Table': runs(
    'TableName AttributeDefinitions KeySchema StreamSpecification GlobalSecondaryIndexes TimeToLiveSpecification',
    TABLE_PASSED,
  ),
  'AWS::DynamoDB::GlobalTable': runs(
    'TableName AttributeDefinitions KeySchema StreamSpecification GlobalSecondaryIndexes TimeToLiveSpecification',
    TABLE_PASSED,
  ),
  'AWS::SQS::Queue': runs(
    'QueueName VisibilityTimeout MessageRetentionPeriod DelaySeconds MaximumMessageSize RedrivePolicy ReceiveMessageWaitTimeSeconds',
    'SqsManagedSseEnabled KmsMasterKeyId KmsDataKeyReusePeriodSeconds Tags RedriveAllowPolicy',
  ),
  'AWS::S3::Bucket': runs(
    'BucketName VersioningConfiguration',
    'BucketEncryption PublicAccessBlockConfiguration OwnershipControls LifecycleConfiguration Tags ' +
      'LoggingConfiguration CorsConfiguration AccessControl MetricsConfigurations IntelligentTieringConfigurations',
  ),
  'AWS::Lambda::Function': runs(
    'FunctionName Code Handler Runtime Timeout MemorySize Environment Role RecursiveLoop',
    'Architectures Description Tags TracingConfig LoggingConfig EphemeralStorage DeadLetterConfig KmsKeyArn',
  ),
  'AWS::Lambda::EventSourceMapping': runs(
    'EventSourceArn FunctionName BatchSize MaximumBatchingWindowInSeconds ScalingConfig FunctionResponseTypes ' +
      'FilterCriteria BisectBatchOnFunctionError MaximumRetryAttempts MaximumRecordAgeInSeconds DestinationConfig ' +
      'ParallelizationFactor StartingPosition Enabled',
    'Tags MetricsConfig',
  ),
  'AWS::Lambda::EventInvokeConfig': runs(
    'FunctionName Qualifier MaximumRetryAttempts MaximumEventAgeInSeconds DestinationConfig',
  ),
  'AWS::Lambda::Alias': runs('FunctionName FunctionVersion Name', 'Description'),
  'AWS::ApiGatewayV2::Api': runs(
    'Name ProtocolType CorsConfiguration',
    'Description Tags DisableExecuteApiEndpoint',
  ),
  'AWS::ApiGatewayV2::Stage': runs(
    'ApiId StageName AutoDeploy DefaultRouteSettings RouteSettings',
    'AccessLogSettings Description Tags',
  ),
  'AWS::ApiGatewayV2::Route': runs(
    'ApiId RouteKey Target AuthorizationType AuthorizerId AuthorizationScopes',
    'OperationName',
  ),
  'AWS::ApiGatewayV2::Integration': runs(
    'ApiId IntegrationType IntegrationUri PayloadFormatVersion TimeoutInMillis',
    'IntegrationMethod Description ConnectionType',
  ),
  'AWS::ApiGatewayV2::Authorizer': runs('ApiId AuthorizerType JwtConfiguration IdentitySource', 'Name'),
  'AWS::Scheduler::Schedule': runs(
    'Name ScheduleExpression ScheduleExpressionTimezone State Target',
    'Description FlexibleTimeWindow GroupName KmsKeyArn',
  ),
  'AWS::Events::EventBus': runs('Name', 'Description Tags DeadLetterConfig KmsKeyIdentifier LogConfig'),
  'AWS::Events::Rule': runs(
    'Name EventBusName EventPattern ScheduleExpression State Targets',
    'Description RoleArn Tags',
  ),
  'AWS::SSM::Parameter': runs('Name Type Value', 'Description Tags Tier AllowedPattern'),
  'AWS::KMS::Key': runs(
    'KeySpec KeyUsage KeyPolicy',
    'Description EnableKeyRotation Enabled PendingWindowInDays Tags RotationPeriodInDays',
  ),
};

/** What has no local stand-in of its own, each with what replaces it. The one list of exceptions. */
const REPLACED_BY: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::ApiMapping': 'the gateway listens on 127.0.0.1 without custom domains',
  'AWS::CDK::Metadata': 'says which constructs were used; nothing to run',
  'AWS::CloudFront::': 'the gateway serves dashboard/dist and config.json',
  'AWS::CloudWatch::':
    'alarms, dashboards and the ledger’s own cost read metrics of AWS; metrics sent here are accepted and dropped',
  'AWS::CodeDeploy::':
    'it moves an alias from version to version during a deployment; here there is one version, the one synthesized',
  'AWS::Cognito::':
    'the runner mints the tokens and the gateway checks them with the same issuer and audience',
  'AWS::IAM::': 'local/iam decides every call of a function by its role',
  'AWS::KMS::Alias': 'keys are found by any name',
  'AWS::Lambda::LayerVersion': 'only custom resources of the CDK use layers',
  'AWS::Lambda::Version': 'there is one version here, the one that was synthesized',
  'AWS::Lambda::Permission': 'local/iam decides by it who may invoke a function',
  'AWS::Logs::':
    'output of functions goes to the logs folder; only Bedrock’s log has a reader, and Bedrock is not here',
  'AWS::S3::BucketPolicy': 'local/iam decides by it who may use the bucket',
  'AWS::SES::':
    'the mail server takes senders and recipients as local/ses/mail-rules.ts says; mails are listed at the mail address',
  'AWS::SNS::':
    'only alarms publish to topics, and alarms do not run here; local/iam decides whether they could',
  'AWS::SQS::QueuePolicy': 'local/iam decides by it who may use the queue',
  'AWS::Scheduler::ScheduleGroup': 'schedules run one by one; groups only order them',
  'AWS::WAFv2::': 'the gateway listens on 127.0.0.1 only',
  'Custom::': 'the CDK calls it during a deployment; there is none here',
};

const STACK = 'AWS::CloudFormation::CustomResource';

/** What the local system does with a resource. */
export interface Judgement {
  readonly runs: readonly Resource[];
  readonly passedOver: readonly { readonly resource: Resource; readonly reason: string }[];
}

/**
 * Sorts the resources into those that run here and those that something else replaces.
 * @throws one error that names every resource and property it cannot honour.
 */
export function judge(resources: readonly Resource[]): Judgement {
  const refused: string[] = [];
  const accepted: Resource[] = [];
  const passedOver: { resource: Resource; reason: string }[] = [];
  const providers = providersOfCustomResources(resources);
  for (const resource of resources) {
    const support = RUNS[resource.type];
    const reason = providers.has(`${resource.stack}/${resource.logicalId}`)
      ? 'serves only custom resources, which the CDK calls during a deployment'
      : support === undefined && reasonFor(resource.type);
    if (reason) passedOver.push({ resource, reason });
    else {
      if (support) accepted.push(resource);
      refused.push(...unsupported(resource));
    }
  }
  if (refused.length > 0) {
    throw new Error(
      `The local system does not support what these templates declare:\n  ${refused.join('\n  ')}\n` +
        'Teach it in local/, or add the type to REPLACED_BY in local/support.ts with what replaces it.',
    );
  }
  return { runs: accepted, passedOver };
}

/** What the local system neither runs nor replaces of a resource: its type, or properties by name. */
export function unsupported(resource: Resource): string[] {
  const support = RUNS[resource.type];
  if (support) return unknownProperties(resource, support);
  if (reasonFor(resource.type) !== undefined) return [];
  return [`${resource.type} (${resource.stack}/${resource.logicalId})`];
}

function reasonFor(type: string): string | undefined {
  if (type === STACK) return REPLACED_BY['Custom::'];
  return Object.entries(REPLACED_BY).find(([prefix]) =>
    prefix.endsWith('::') ? type.startsWith(prefix) : type === prefix,
  )?.[1];
}

function unknownProperties(resource: Resource, { honoured, passedOver }: Support): string[] {
  return Object.keys(resource.properties)
    .filter((name) => !honoured.includes(name) && !passedOver.includes(name))
    .map((name) => `${resource.type} ${name} (${resource.stack}/${resource.logicalId})`);
}

/** Functions that a custom resource names as its provider, as STACK/ID. */
export function providersOfCustomResources(resources: readonly Resource[]): Set<string> {
  const found = new Set<string>();
  for (const { type, stack, properties } of resources) {
    if (type !== STACK && !type.startsWith('Custom::')) continue;
    const [id] = list(record(properties['ServiceToken'])['Fn::GetAtt']);
    if (typeof id === 'string') found.add(`${stack}/${id}`);
  }
  return found;
}
