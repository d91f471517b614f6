import { listOf, namedBy, propertyOf, resourcesIn, type StackTemplate, type Templates } from './templates.ts';

/** Where a stage is: its name, and account and region as its templates write them out. */
export interface Place {
  readonly stage: string;
  /** Twelve digits; undefined for a stage that is deployed by whoever runs the CDK. */
  readonly account: string | undefined;
  readonly region: string;
}

const places = new WeakMap<Templates, Place>();

/** The place of a stage, by the names of its stacks and by where its functions' code is. */
export function placeOf(templates: Templates): Place {
  const known = places.get(templates);
  if (known) return known;
  const stage = /^Costkeeper[A-Z][a-z]+-(.+)$/.exec(templates[0]?.name ?? '')?.[1] ?? '';
  const [, account, region = 'us-east-1'] =
    resourcesIn(templates, 'AWS::Lambda::Function')
      .map((fn) => JSON.stringify(propertyOf(fn, 'Code', 'S3Bucket') ?? ''))
      .map((text) => /-assets-(\d{12}|\$\{AWS::AccountId\})-([a-z]+-[a-z]+-\d)"/.exec(text))
      .find((match) => match !== null) ?? [];
  const place = { stage, account: account?.startsWith('$') === true ? undefined : account, region };
  places.set(templates, place);
  return place;
}

/**
 * A value as a text in which what differs between stages has a name: `{account}`, `{region}`, `{stage}`, and
 * `{AWS::SQS::Queue}` for a reference to a resource of that type.
 */
export function placedText(value: unknown, stack: StackTemplate, templates: Templates): string {
  const { stage, account, region } = placeOf(templates);
  if (typeof value === 'string') {
    const text = account === undefined ? value : value.replaceAll(account, '{account}');
    return (
      stage === '' ? text : text.replaceAll(new RegExp(`(?<![a-z])${stage}(?![a-z])`, 'g'), '{stage}')
    ).replaceAll(region, '{region}');
  }
  const { Ref, 'Fn::Join': join } = (value ?? {}) as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  if (Ref === 'AWS::AccountId') return '{account}';
  if (Ref === 'AWS::Region') return '{region}';
  if (Ref === 'AWS::Partition') return 'aws';
  if (join)
    return listOf(join[1])
      .map((part) => placedText(part, stack, templates))
      .join(join[0]);
  return `{${namedBy(value, stack, templates)?.Type ?? 'nothing of the stage'}}`;
}
