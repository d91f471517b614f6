import { ENVIRONMENT } from '../../../contracts/environment-variables.ts';
import { admitsSenders } from './other-accounts.ts';
import { isCdkOwn } from './own.ts';
import { placedText } from './place.ts';
import { ownFunctions } from './roles.ts';
import {
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type Statement,
  type Templates,
} from './templates.ts';

const DOCUMENTS = ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy'] as const;
const MEMBERS = ['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition'];

/**
 * Who is let in by what a policy is about, to do what, and under which condition; nobody else, and nothing less.
 * Services that act for every account come in only in the name of ours, and to files from one source alone.
 */
const LET_IN: readonly string[] = [
  'AWS::IAM::Role: lambda.amazonaws.com sts:AssumeRole',
  'AWS::IAM::Role: codedeploy.amazonaws.com sts:AssumeRole if StringEquals aws:SourceAccount {account}',
  'AWS::IAM::Role: scheduler.amazonaws.com sts:AssumeRole if StringEquals aws:SourceAccount {account}',
  'AWS::SNS::TopicPolicy: cloudwatch.amazonaws.com sns:Publish if StringEquals aws:SourceAccount {account}',
  'AWS::SQS::QueuePolicy: events.amazonaws.com sqs:SendMessage if ArnEquals aws:SourceArn {AWS::Events::Rule}',
  'AWS::S3::BucketPolicy: cloudfront.amazonaws.com s3:GetObject if StringEquals AWS:SourceArn ' +
    'arn:aws:cloudfront::{account}:distribution/{AWS::CloudFront::Distribution}',
  'AWS::S3::BucketPolicy: bedrock.amazonaws.com s3:PutObject if StringEquals aws:SourceAccount {account} ' +
    'if ArnLike aws:SourceArn arn:aws:bedrock:{region}:{account}:*',
  'AWS::KMS::Key: arn:aws:iam::{account}:root kms:*',
];

/** Conditions that narrow what a role may do, by the action that has one. */
const ONLY_IF: Readonly<Record<string, readonly string[]>> = {
  'cloudwatch:PutMetricData': ['StringEquals cloudwatch:namespace Costkeeper-{stage}/Spend'],
  's3:ListBucket': ['StringLike s3:prefix archive/*', 'StringLike s3:prefix exports/*'],
};

interface Place {
  readonly policy: Found;
  readonly templates: Templates;
}

function conditionsOf({ Condition }: Statement, { policy, templates }: Place): string[] {
  return Object.entries((Condition ?? {}) as Record<string, Record<string, unknown>>).flatMap(
    ([operator, keys]) =>
      Object.entries(keys).map(
        ([key, value]) =>
          `${operator} ${key} ${listOf(value)
            .map((one) => placedText(one, policy.stack, templates))
            .join()}`,
      ),
  );
}

/** True where another account of the stage's senders, or the CDK's function that empties a bucket, is let in. */
function isSenderOrEmptying(statement: Statement, { policy, templates }: Place): boolean {
  const { AWS, ...others } = statement.Principal as { AWS?: unknown };
  if (Object.keys(others).length > 0) return false;
  if (policy.Type === 'AWS::KMS::Key') return admitsSenders(statement);
  if (policy.Type === 'AWS::SQS::QueuePolicy') {
    return (
      statement.Action === 'sqs:SendMessage' &&
      statement.Condition === undefined &&
      listOf(AWS).every((one) => /^arn:aws:iam::\d{12}:root$/.test(JSON.stringify(one).slice(1, -1)))
    );
  }
  const role = namedBy(AWS, policy.stack, templates);
  return (
    policy.Type === 'AWS::S3::BucketPolicy' &&
    statement.Condition === undefined &&
    role !== undefined &&
    isCdkOwn(role)
  );
}

function faultsOfLettingIn(statement: Statement, place: Place): string[] {
  const { Principal, Action } = statement;
  const principals = typeof Principal === 'object' && Principal !== null ? Object.values(Principal) : [];
  if (principals.length === 1 && isSenderOrEmptying(statement, place)) return [];
  const who = principals.flatMap((one: unknown) => listOf(one));
  const said = [
    `${place.policy.Type}: ${who.map((one) => placedText(one, place.policy.stack, place.templates)).join()}`,
    String(Action),
    ...conditionsOf(statement, place).map((condition) => `if ${condition}`),
  ].join(' ');
  return LET_IN.includes(said) ? [] : [`lets in whom nobody has said: ${said}`];
}

/** The sender of mails of the functions that act as the roles of a policy. */
function sendersOf({ policy, templates }: Place): unknown[] {
  const roles = listOf(propertyOf(policy, 'Roles')).map((value) => namedBy(value, policy.stack, templates));
  return ownFunctions(templates)
    .filter((fn) => roles.some((role) => isSame(role, namedBy(propertyOf(fn, 'Role'), fn.stack, templates))))
    .map(({ variables }) => variables[ENVIRONMENT.mailSender]);
}

/** Nothing but what is said of an action: a condition more, and the call is refused. */
function faultsOfCondition(statement: Statement, place: Place): string[] {
  const [action = '', ...others] = listOf<string>(statement.Action);
  const known =
    action === 'ses:SendRawEmail'
      ? sendersOf(place).map((sender) => `StringEquals ses:FromAddress ${String(sender)}`)
      : (ONLY_IF[action] ?? []);
  return conditionsOf(statement, place)
    .filter((condition) => others.length > 0 || !known.includes(condition))
    .map((condition) => `allows ${String(statement.Action)} if ${condition}`);
}

function isPlainHttpRefused({ Action, Principal, Condition }: Statement): boolean {
  return (
    /^(sqs:\*|s3:\*|sns:Publish)$/.test(String(Action)) &&
    /^("\*"|\{"AWS":"\*"\})$/.test(JSON.stringify(Principal)) &&
    JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}'
  );
}

function faultsOfStatement(statement: Statement, place: Place): string[] {
  const { Effect, Principal } = statement;
  const odd = Object.keys(statement).filter((name) => !MEMBERS.includes(name));
  if (odd.length > 0) return [`has a statement by ${odd.join(', ')}, which allows all but what it names`];
  if (Effect === 'Deny')
    return isPlainHttpRefused(statement) ? [] : ['forbids something else than plain HTTP, or not to all'];
  if (Effect !== 'Allow') return [`has a statement whose effect is ${shown(Effect)}`];
  return Principal === undefined ? faultsOfCondition(statement, place) : faultsOfLettingIn(statement, place);
}

/** Statements are of the plain form, let in those whom the stage knows, and their conditions are about this stage. */
export const statementsSayWhatTheyMean: Rule = (templates) =>
  resourcesIn(templates)
    .filter((found) => !isCdkOwn(found))
    .flatMap((policy) => {
      const place = { policy, templates };
      const faults = DOCUMENTS.flatMap((name) =>
        listOf<Statement>(propertyOf(policy, name, 'Statement')).flatMap((statement) =>
          faultsOfStatement(statement, place),
        ),
      );
      // A policy of IAM is about one role: users and groups are known to nobody, see `nothingIsOpenedBeside`.
      if (policy.Type === 'AWS::IAM::Policy' && listOf(propertyOf(policy, 'Roles')).length !== 1)
        faults.push('is of more than one role');
      const trusts = listOf(propertyOf(policy, 'AssumeRolePolicyDocument', 'Statement'));
      if (policy.Type === 'AWS::IAM::Role' && trusts.length !== 1)
        faults.push('is not taken by one service alone');
      return faults.map((fault) => `${nameOfResource(policy)} ${fault}`);
    });
