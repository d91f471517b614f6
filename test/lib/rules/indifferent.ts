const WORDS = 'words for people, without effect';
const IMPLIED =
  'a reference to it, or by what is waited for, waits for it too; no request comes before the stage';
const DEFAULT_TEXT = 'the CDK writes down what Cognito takes by itself';
const CDK_TAGS = 'tags by which the CDK’s own functions find their bucket; they are not billed';

/** Changes that no rule notices, by kind (`*` for any part of its name), each with the reason why none has to. */
export const INDIFFERENT: Readonly<Record<string, string>> = {
  '* Description': WORDS,
  '* Description = another text': WORDS,
  '* DependsOn AWS::IAM::Role': IMPLIED,
  'AWS::ApiGatewayV2::Stage DependsOn AWS::Lambda::Permission': IMPLIED,
  'AWS::ApiGatewayV2::Stage DependsOn AWS::ApiGatewayV2::Integration': IMPLIED,
  'AWS::IAM::Policy DependsOn AWS::S3::BucketPolicy': 'what they are both for waits for each of them',
  '*.Comment*': WORDS,
  '*.Sid*': WORDS,
  'AWS::IAM::Policy PolicyName = another text': WORDS,
  'AWS::ApiGatewayV2::Authorizer Name = another text': WORDS,
  'AWS::Events::EventBus Name = another text': 'whoever uses the bus is told its address',
  'AWS::Events::Rule Targets.*.Id = another text': WORDS,
  'AWS::ApiGatewayV2::Stage AccessLogSettings.Format = another text':
    'what follows the fields that a rule asks for',
  'AWS::CloudWatch::Dashboard': 'whether there is one is the stage’s choice; test/lib/constructs tries both',
  'AWS::CloudWatch::Dashboard DashboardBody*':
    'what widgets look like; that each alarm, function and queue is shown is a rule',
  'AWS::S3::Bucket LifecycleConfiguration.Rules.*.Id*': WORDS,
  'AWS::Cognito::UserPool EmailVerification*': DEFAULT_TEXT,
  'AWS::Cognito::UserPool SmsVerificationMessage*': DEFAULT_TEXT,
  'AWS::Cognito::UserPool VerificationMessageTemplate*': DEFAULT_TEXT,
  'AWS::Cognito::UserPool Policies.PasswordPolicy.TemporaryPasswordValidityDays':
    'Cognito takes seven days, the most that we take',
  'AWS::Lambda::LayerVersion': 'the second deployment of the page brings one that its function does not take',
  'AWS::Lambda::LayerVersion DependsOn *': IMPLIED,
  'AWS::Lambda::Function Description = elsewhere': WORDS,
  'AWS::S3::Bucket Tags*': CDK_TAGS,
  'AWS::CloudFront::Distribution DistributionConfig.HttpVersion*': 'a matter of speed',
  'AWS::CloudFront::Distribution DistributionConfig.IPV6Enabled*': 'a matter of reach',
  'AWS::CloudFront::Distribution DistributionConfig.PriceClass*':
    'a matter of price: how far from its readers the page is',
  'AWS::CloudFront::Distribution DistributionConfig.CustomErrorResponses.*.ErrorCachingMinTTL*':
    'a matter of speed',
  'AWS::ApiGatewayV2::Api CorsConfiguration.AllowOrigins.*':
    'which pages may call beside the dashboard is the stage’s own list',
  'AWS::S3::BucketPolicy PolicyDocument.Statement.*.Condition.StringEquals*':
    'the ARN beside it names the account too',
  'AWS::Lambda::EventSourceMapping MaximumBatchingWindowInSeconds = number':
    'freshness is the stage’s choice; test/lib/event-sources.test.ts holds both windows to it',
  'AWS::SES::EmailIdentity*':
    'whether the stack has SES verify the sender is the stage’s choice; rules.test.ts tries both',
  'AWS::SSM::Parameter Usage*Name': 'names of queues, which own cost alone reads',
  'AWS::SSM::Parameter ClientId or Issuer': 'the page alone reads them, and the stage has none',
  'Custom::CDKBucketDeployment OutputObjectKeys*': 'nothing asks the deployment which files it brought',
  'Custom::CDKBucketDeployment WaitForDistributionInvalidation*':
    'whether a deployment ends before or after each cache is empty',
  'Custom::CDKBucketDeployment UpdateReplacePolicy': 'the page’s bucket says whether files go',
  'Custom::CDKBucketDeployment DeletionPolicy*': 'the page’s bucket says whether files go',
  'Custom::CDKBucketDeployment DependsOn AWS::Lambda::LayerVersion': IMPLIED,
  'Custom::BedrockInvocationLogging InstallLatestAwsSdk*': 'the SDK of the runtime knows both calls',
  'Custom::BedrockInvocationLogging DeletionPolicy*': 'CloudFormation deletes by itself',
  'Custom::BedrockInvocationLogging UpdateReplacePolicy': 'CloudFormation deletes by itself',
};

const PATTERNS = Object.entries(INDIFFERENT).map(([pattern, reason]) => {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return [new RegExp(`^${parts.join('.*')}$`), reason] as const;
});

/** Why a change that nothing noticed is none that matters; undefined for one that does. */
export function whyIndifferent(kind: string): string | undefined {
  return PATTERNS.find(([pattern]) => pattern.test(kind))?.[1];
}
