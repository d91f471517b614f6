import { createHash } from 'node:crypto';
import type { Resource } from './template.ts';

/** Where the embedded parts listen; queue URLs and the API's address are made of it. */
export interface Places {
  sqs: string;
  gateway: string;
}

/** What Ref and Fn::GetAtt give. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Surroundings {
  readonly region: string;
  readonly account: string;
  readonly places: Places;
  readonly name: (property: string) => string | undefined;
}

/** The account that the embedded SQS puts into its ARNs and URLs. */
const QUEUE_ACCOUNT = '000000000000';

/** A stable physical name for a resource that leaves its name to CloudFormation. */
export function generatedName(resource: Resource, max: number): string {
  const name = `${resource.stack}-${resource.logicalId}`;
  if (name.length <= max) return name;
  return `${name.slice(0, max - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/**
 * Names, ARNs and addresses of a resource on this machine. Types without a part of their own here (roles,
 * log groups, alarms, distributions) get names and ARNs that are well formed and lead nowhere.
 */
export function identityOf(resource: Resource, at: Surroundings): Identity {
  const { region, account, name } = at;
  const arn = (service: string, path: string) => `arn:aws:${service}:${region}:${account}:${path}`;
  switch (resource.type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const ref = name('TableName') ?? generatedName(resource, 255);
      const table = arn('dynamodb', `table/${ref}`);
      return { ref, attributes: { Arn: table, StreamArn: `${table}/stream/local` } };
    }
    case 'AWS::SQS::Queue': {
      const own = name('QueueName') ?? generatedName(resource, 80);
      const url = `${at.places.sqs}/${QUEUE_ACCOUNT}/${own}`;
      const Arn = `arn:aws:sqs:${region}:${QUEUE_ACCOUNT}:${own}`;
      return { ref: url, attributes: { Arn, QueueName: own, QueueUrl: url } };
    }
    case 'AWS::S3::Bucket': {
      const ref = name('BucketName') ?? generatedName(resource, 63).toLowerCase();
      const host = `${ref}.s3.${region}.amazonaws.com`;
      return {
        ref,
        attributes: { Arn: `arn:aws:s3:::${ref}`, DomainName: host, RegionalDomainName: host },
      };
    }
    case 'AWS::Lambda::Function': {
      const ref = name('FunctionName') ?? generatedName(resource, 64);
      return { ref, attributes: { Arn: arn('lambda', `function:${ref}`) } };
    }
    case 'AWS::Lambda::Alias':
    case 'AWS::Lambda::Version':
      return qualifiedFunction(at, arn);
    case 'AWS::Events::EventBus': {
      const ref = name('Name') ?? generatedName(resource, 256);
      return { ref, attributes: { Arn: arn('events', `event-bus/${ref}`), Name: ref } };
    }
    case 'AWS::SES::EmailIdentity':
      return mailIdentity(name('EmailIdentity') ?? resource.logicalId, arn);
    default:
      return otherIdentity(resource, at, arn);
  }
}

function otherIdentity(
  resource: Resource,
  at: Surroundings,
  arn: (service: string, path: string) => string,
): Identity {
  const own = at.name('Name') ?? resource.logicalId;
  switch (resource.type) {
    case 'AWS::ApiGatewayV2::Api':
      return { ref: 'local', attributes: { ApiEndpoint: at.places.gateway, ApiId: 'local' } };
    case 'AWS::ApiGatewayV2::Authorizer':
      return { ref: resource.logicalId, attributes: { AuthorizerId: resource.logicalId } };
    case 'AWS::Cognito::UserPool': {
      const ref = `${at.region}_local`;
      const ProviderName = `cognito-idp.${at.region}.amazonaws.com/${ref}`;
      const attributes = { Arn: arn('cognito-idp', `userpool/${ref}`), ProviderName, UserPoolId: ref };
      return { ref, attributes: { ...attributes, ProviderURL: `https://${ProviderName}` } };
    }
    case 'AWS::Cognito::UserPoolClient':
      return { ref: `local${resource.logicalId}`, attributes: { ClientId: `local${resource.logicalId}` } };
    case 'AWS::CloudFront::Distribution':
      return { ref: 'LOCAL', attributes: { Id: 'LOCAL', DomainName: hostOf(at.places.gateway) } };
    case 'AWS::KMS::Key':
      return { ref: own, attributes: { Arn: arn('kms', `key/${own}`), KeyId: own } };
    case 'AWS::IAM::Role': {
      const ref = at.name('RoleName') ?? generatedName(resource, 64);
      return { ref, attributes: { Arn: `arn:aws:iam::${at.account}:role/${ref}`, RoleId: `AROA${ref}` } };
    }
    case 'AWS::IAM::ManagedPolicy': {
      const ref = `arn:aws:iam::${at.account}:policy/${at.name('ManagedPolicyName') ?? generatedName(resource, 128)}`;
      return { ref, attributes: { PolicyArn: ref } };
    }
    case 'AWS::Logs::LogGroup': {
      const ref = at.name('LogGroupName') ?? generatedName(resource, 512);
      return { ref, attributes: { Arn: arn('logs', `log-group:${ref}:*`) } };
    }
    case 'AWS::SNS::Topic': {
      const TopicName = at.name('TopicName') ?? generatedName(resource, 256);
      const ref = arn('sns', TopicName);
      return { ref, attributes: { TopicArn: ref, Arn: ref, TopicName } };
    }
    case 'AWS::Events::Rule': {
      const name = at.name('Name') ?? generatedName(resource, 64);
      const bus = (at.name('EventBusName') ?? 'default').replace(/^.*\//, '');
      const Arn = arn('events', bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`);
      return { ref: name, attributes: { Arn } };
    }
    case 'AWS::Scheduler::Schedule': {
      const ref = at.name('Name') ?? generatedName(resource, 64);
      return {
        ref,
        attributes: { Arn: arn('scheduler', `schedule/${at.name('GroupName') ?? 'default'}/${ref}`) },
      };
    }
    default: {
      const service = resource.type.split('::')[1]?.toLowerCase() ?? 'other';
      const path = arn(service, own);
      return { ref: own, attributes: { Arn: path, Id: own, Name: own, Value: own } };
    }
  }
}

/** A version or an alias of a function; there is one version here. */
function qualifiedFunction(at: Surroundings, arn: (service: string, path: string) => string): Identity {
  const fn = (at.name('FunctionName') ?? '').replace(/^arn:.*:function:/, '');
  const ref = arn('lambda', `function:${fn}:${at.name('Name') ?? '1'}`);
  return { ref, attributes: { AliasArn: ref, FunctionArn: ref, Version: '1' } };
}

/** SES makes the tokens of the records; nothing here is published in any DNS. */
function mailIdentity(ref: string, arn: (service: string, path: string) => string): Identity {
  const attributes: Record<string, string> = { Arn: arn('ses', `identity/${ref}`) };
  for (const number of [1, 2, 3]) {
    attributes[`DkimDNSTokenName${number}`] = `local${number}._domainkey.${ref}`;
    attributes[`DkimDNSTokenValue${number}`] = `local${number}.dkim.amazonses.com`;
  }
  return { ref, attributes };
}

/** Policies are read before the gateway listens, when it has no address yet; they name its page by the id alone. */
function hostOf(address: string): string {
  return address.replace(/^\w+:\/\//, '');
}
