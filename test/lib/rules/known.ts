import { type Found, isIntrinsic, propertyOf } from './templates.ts';

/**
 * The types that a stage is made of, each with the properties that the rules know: `*` for any place in a list, `+` for
 * any name of a map, and a property alone for whatever is below it, which other rules read. Another type or property
 * opens, narrows or costs something that no rule looks at.
 */
export const KNOWN: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api':
    'CorsConfiguration.AllowHeaders.* CorsConfiguration.AllowMethods.* CorsConfiguration.AllowOrigins.* ' +
    'CorsConfiguration.ExposeHeaders.* CorsConfiguration.MaxAge Description Name ProtocolType',
  'AWS::ApiGatewayV2::Authorizer':
    'ApiId AuthorizerType IdentitySource.* JwtConfiguration.Audience.* JwtConfiguration.Issuer Name',
  'AWS::ApiGatewayV2::Integration':
    'ApiId IntegrationType IntegrationUri PayloadFormatVersion TimeoutInMillis',
  'AWS::ApiGatewayV2::Route': 'ApiId AuthorizationType AuthorizerId RouteKey Target',
  'AWS::ApiGatewayV2::Stage':
    'AccessLogSettings.DestinationArn AccessLogSettings.Format ApiId AutoDeploy ' +
    'DefaultRouteSettings.ThrottlingBurstLimit DefaultRouteSettings.ThrottlingRateLimit ' +
    'RouteSettings.+.ThrottlingBurstLimit RouteSettings.+.ThrottlingRateLimit StageName',
  'AWS::CDK::Metadata': 'Analytics',
  'AWS::CloudFront::Distribution': [
    'Comment CustomErrorResponses.*.ErrorCachingMinTTL CustomErrorResponses.*.ErrorCode',
    'CustomErrorResponses.*.ResponseCode CustomErrorResponses.*.ResponsePagePath',
    'DefaultCacheBehavior.CachePolicyId DefaultCacheBehavior.Compress DefaultCacheBehavior.ResponseHeadersPolicyId',
    'DefaultCacheBehavior.TargetOriginId DefaultCacheBehavior.ViewerProtocolPolicy DefaultRootObject Enabled',
    'HttpVersion IPV6Enabled Origins.*.DomainName Origins.*.Id Origins.*.OriginAccessControlId',
    'Origins.*.S3OriginConfig.OriginAccessIdentity PriceClass',
  ]
    .join(' ')
    .replaceAll(/\S+/g, 'DistributionConfig.$&'),
  'AWS::CloudFront::OriginAccessControl':
    'OriginAccessControlConfig.Name OriginAccessControlConfig.OriginAccessControlOriginType ' +
    'OriginAccessControlConfig.SigningBehavior OriginAccessControlConfig.SigningProtocol',
  'AWS::CloudFront::ResponseHeadersPolicy': [
    'Comment Name',
    'ContentSecurityPolicy.ContentSecurityPolicy ContentSecurityPolicy.Override ContentTypeOptions.Override',
    'FrameOptions.FrameOption FrameOptions.Override ReferrerPolicy.Override ReferrerPolicy.ReferrerPolicy',
    'StrictTransportSecurity.AccessControlMaxAgeSec StrictTransportSecurity.IncludeSubdomains',
    'StrictTransportSecurity.Override',
  ]
    .join(' ')
    .replaceAll(/\S+/g, (name) =>
      name.includes('.')
        ? `ResponseHeadersPolicyConfig.SecurityHeadersConfig.${name}`
        : `ResponseHeadersPolicyConfig.${name}`,
    ),
  'AWS::CloudWatch::Alarm':
    'AlarmActions.* AlarmDescription AlarmName ComparisonOperator DatapointsToAlarm Dimensions.*.Name ' +
    'Dimensions.*.Value EvaluationPeriods MetricName Namespace Period Statistic Threshold TreatMissingData',
  'AWS::CloudWatch::Dashboard': 'DashboardBody DashboardName',
  'AWS::CodeDeploy::Application': 'ComputePlatform',
  'AWS::CodeDeploy::DeploymentGroup':
    'AlarmConfiguration.Alarms.*.Name AlarmConfiguration.Enabled ApplicationName AutoRollbackConfiguration.Enabled ' +
    'AutoRollbackConfiguration.Events.* DeploymentConfigName DeploymentStyle.DeploymentOption ' +
    'DeploymentStyle.DeploymentType ServiceRoleArn',
  'AWS::Cognito::UserPool':
    'AccountRecoverySetting.RecoveryMechanisms.*.Name AccountRecoverySetting.RecoveryMechanisms.*.Priority ' +
    'AdminCreateUserConfig.AllowAdminCreateUserOnly AutoVerifiedAttributes.* DeletionProtection ' +
    'EmailVerificationMessage EmailVerificationSubject EnabledMfas.* MfaConfiguration Policies.PasswordPolicy.+ ' +
    'SmsVerificationMessage UsernameAttributes.* VerificationMessageTemplate.+',
  'AWS::Cognito::UserPoolClient':
    'AccessTokenValidity AllowedOAuthFlows.* AllowedOAuthFlowsUserPoolClient AllowedOAuthScopes.* CallbackURLs.* ' +
    'ExplicitAuthFlows.* GenerateSecret IdTokenValidity LogoutURLs.* PreventUserExistenceErrors ' +
    'RefreshTokenValidity SupportedIdentityProviders.* TokenValidityUnits.+ UserPoolId',
  'AWS::Cognito::UserPoolDomain': 'Domain UserPoolId',
  'AWS::Cognito::UserPoolGroup': 'Description GroupName UserPoolId',
  'AWS::DynamoDB::GlobalTable':
    'AttributeDefinitions BillingMode GlobalSecondaryIndexes KeySchema Replicas.*.DeletionProtectionEnabled ' +
    'Replicas.*.GlobalSecondaryIndexes Replicas.*.PointInTimeRecoverySpecification Replicas.*.Region ' +
    'Replicas.*.SSESpecification.KMSMasterKeyId Replicas.*.Tags.*.Key Replicas.*.Tags.*.Value ' +
    'SSESpecification StreamSpecification.StreamViewType TimeToLiveSpecification',
  'AWS::Events::EventBus': 'Description Name',
  'AWS::Events::Rule':
    'Description EventBusName EventPattern State Targets.*.Arn Targets.*.DeadLetterConfig.Arn Targets.*.Id ' +
    'Targets.*.RetryPolicy',
  'AWS::IAM::Policy': 'PolicyDocument PolicyName Roles.*',
  'AWS::IAM::Role': 'AssumeRolePolicyDocument',
  'AWS::KMS::Key': 'Description EnableKeyRotation KeyPolicy KeySpec KeyUsage PendingWindowInDays',
  'AWS::Lambda::Alias': 'FunctionName FunctionVersion Name',
  'AWS::Lambda::EventInvokeConfig':
    'DestinationConfig.OnFailure.Destination FunctionName MaximumRetryAttempts Qualifier',
  'AWS::Lambda::EventSourceMapping':
    'BatchSize BisectBatchOnFunctionError DestinationConfig.OnFailure.Destination EventSourceArn FilterCriteria ' +
    'FunctionName FunctionResponseTypes.* MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds ' +
    'MaximumRetryAttempts ScalingConfig.MaximumConcurrency StartingPosition',
  'AWS::Lambda::Function':
    'Architectures.* Code.S3Bucket Code.S3Key Environment.Variables.+ FunctionName Handler LoggingConfig.LogGroup ' +
    'MemorySize RecursiveLoop Role Runtime Timeout TracingConfig.Mode',
  'AWS::Lambda::LayerVersion': 'Content Description',
  'AWS::Lambda::Permission': 'Action FunctionName Principal SourceArn',
  'AWS::Lambda::Version': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName RetentionInDays',
  'AWS::S3::Bucket':
    'BucketEncryption.ServerSideEncryptionConfiguration.*.BucketKeyEnabled ' +
    'BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault.KMSMasterKeyID ' +
    'BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault.SSEAlgorithm ' +
    'LifecycleConfiguration.Rules NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled ' +
    'OwnershipControls PublicAccessBlockConfiguration.+ Tags.*.Key Tags.*.Value VersioningConfiguration.Status',
  'AWS::S3::BucketPolicy': 'Bucket PolicyDocument',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SNS::Subscription': 'Endpoint Protocol TopicArn',
  'AWS::SNS::Topic': '',
  'AWS::SNS::TopicPolicy': 'PolicyDocument Topics.*',
  'AWS::SQS::Queue':
    'KmsMasterKeyId MessageRetentionPeriod RedrivePolicy.deadLetterTargetArn RedrivePolicy.maxReceiveCount ' +
    'SqsManagedSseEnabled VisibilityTimeout',
  'AWS::SQS::QueuePolicy': 'PolicyDocument Queues.*',
  'AWS::SSM::Parameter': 'Name Type Value',
  'AWS::Scheduler::Schedule':
    'FlexibleTimeWindow.Mode ScheduleExpression Target.Arn Target.DeadLetterConfig.Arn Target.Input ' +
    'Target.RetryPolicy.MaximumEventAgeInSeconds Target.RetryPolicy.MaximumRetryAttempts Target.RoleArn',
  'Custom::BedrockInvocationLogging': 'Create Delete InstallLatestAwsSdk ServiceToken Update',
  'Custom::CDKBucketDeployment':
    'DestinationBucketName DistributionId DistributionPaths Exclude Include OutputObjectKeys Prune ServiceToken ' +
    'SourceBucketNames SourceMarkers SourceMarkersConfig SourceObjectKeys SystemMetadata WaitForDistributionInvalidation',
  'Custom::S3AutoDeleteObjects': 'BucketName ServiceToken',
};

/** What a resource says beside its properties; a `Condition` could leave it out. */
const ATTRIBUTES = ['Type', 'Properties', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'];
/** An alias says what moves it. */
const OF_ALIASES = 'UpdatePolicy';

/** What a resource says of itself that nobody has said what it is for. */
export function unknownAttributes({ stack, id, Type }: Found): string[] {
  const known = Type === 'AWS::Lambda::Alias' ? [...ATTRIBUTES, OF_ALIASES] : ATTRIBUTES;
  return Object.keys(stack.Resources[id] ?? {}).filter((name) => !known.includes(name));
}

interface Shape {
  readonly [name: string]: Shape | undefined;
}

const shapes = new Map<string, Shape>();

/** What is known of a type as a tree, in which an end takes anything below it. */
function shapeOf(type: string): Shape {
  const known = shapes.get(type);
  if (known) return known;
  const shape: Record<string, Shape> = {};
  for (const path of (KNOWN[type] ?? '').split(' ').filter(Boolean)) {
    let place: Record<string, Shape> = shape;
    for (const name of path.split('.')) place = (place[name] ??= {}) as Record<string, Shape>;
  }
  shapes.set(type, shape);
  return shape;
}

/** Paths of a resource's properties that nobody has said what they are for. */
export function unknownProperties(found: Found): string[] {
  return unknownIn(propertyOf(found) ?? {}, shapeOf(found.Type), '', true);
}

function unknownIn(value: unknown, shape: Shape, path: string, isTop = false): string[] {
  const isEnd = Object.keys(shape).length === 0 && !isTop;
  if (isEnd || typeof value !== 'object' || value === null || isIntrinsic(value)) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const below = shape[Array.isArray(value) ? '*' : name] ?? shape['+'];
    const at = path === '' ? name : `${path}.${name}`;
    return below === undefined ? [at] : unknownIn(inner, below, at);
  });
}
