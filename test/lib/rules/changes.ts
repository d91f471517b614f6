import { specificationOf } from './specification.ts';
import {
  type Found,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  type StackTemplate,
  type Templates,
} from './templates.ts';

/** What would be lost with everything in it. */
export const STATEFUL: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::Cognito::UserPool',
  'AWS::Logs::LogGroup',
]);

/**
 * What AWS would refuse, or what would be lost, in an update of all stacks from one synthesis to another: exports that
 * a stack still imports when its producer, which goes first, takes them away; stateful resources that are replaced;
 * replacements under a fixed name, which meets itself.
 */
export function faultsOfUpdate(before: Templates, after: Templates): string[] {
  return after.flatMap((stack) => {
    const old = before.find(({ name }) => name === stack.name);
    return old ? [...lostExports(old, stack, before), ...replacements(old, stack)] : [];
  });
}

function lostExports(old: StackTemplate, stack: StackTemplate, before: Templates): string[] {
  const kept = new Set(exportsOf(stack));
  const others = before.filter(({ name }) => name !== old.name);
  return exportsOf(old)
    .filter((name) => !kept.has(name))
    .flatMap((name) =>
      others
        .filter((other) => JSON.stringify(other).includes(`{"Fn::ImportValue":${JSON.stringify(name)}}`))
        .map((other) => `${stack.name} takes away the export ${name}, which ${other.name} still imports`),
    );
}

function exportsOf({ Outputs = {} }: StackTemplate): string[] {
  return Object.values(Outputs).flatMap(({ Export }) =>
    typeof Export?.Name === 'string' ? [Export.Name] : [],
  );
}

function replacements(old: StackTemplate, stack: StackTemplate): string[] {
  return resourcesIn([old]).flatMap((resource) => {
    const now = stack.Resources[resource.id];
    // A resource that an option brings along may go with it.
    if (!now) return [];
    if (now.Type !== resource.Type)
      return [`${nameOfResource(resource)} becomes ${now.Type} under the same name`];
    const changed = changedForGood(resource, now.Properties ?? {});
    if (changed.length === 0) return [];
    if (STATEFUL.has(now.Type))
      return [`${nameOfResource(resource)} is replaced: ${changed.join(', ')} changes`];
    return fixedNameOf(resource, now.Properties ?? {}, changed);
  });
}

/** Properties that differ and cannot be changed in place. */
function changedForGood({ Type, Properties = {} }: Found, now: Readonly<Record<string, unknown>>): string[] {
  return propertiesForGood(Type).filter(
    (name) => JSON.stringify(Properties[name]) !== JSON.stringify(now[name]),
  );
}

/** Properties of a type that cannot be changed in place. */
function propertiesForGood(type: string): string[] {
  return Object.entries(specificationOf(type)?.properties ?? {})
    .filter(([, { causesReplacement }]) => causesReplacement === 'yes')
    .map(([name]) => name);
}

/** Of templates what `faultsOfUpdate` looks at: types, what cannot be changed in place, exports and imports. */
export function whatUpdatesLookAt(templates: Templates): Templates {
  return templates.map(({ name, Resources, Outputs = {} }) => ({
    name,
    Resources: Object.fromEntries(
      Object.entries(Resources).map(([id, { Type, Properties = {} }]) => {
        const fixed = propertiesForGood(Type).flatMap((one) =>
          Properties[one] === undefined ? [] : [[one, Properties[one]]],
        );
        return [id, { Type, ...(fixed.length > 0 && { Properties: Object.fromEntries(fixed) as object }) }];
      }),
    ) as StackTemplate['Resources'],
    Outputs: Object.fromEntries(
      Object.entries(Outputs).flatMap(([id, { Export }]) => (Export ? [[id, { Value: '', Export }]] : [])),
    ),
    imports: [...new Set(JSON.stringify(Resources).match(/\{"Fn::ImportValue":"[^"]+"\}/g))].map(
      (text) => JSON.parse(text) as object,
    ),
  }));
}

/** CloudFormation makes the new one before it deletes the old one: a fixed name must change too. */
function fixedNameOf(
  resource: Found,
  now: Readonly<Record<string, unknown>>,
  changed: readonly string[],
): string[] {
  const identity = specificationOf(resource.Type)?.primaryIdentifier ?? [];
  const fixed = identity.filter(
    (name) => typeof now[name] === 'string' && now[name] === resource.Properties?.[name],
  );
  return fixed.length > 0
    ? [`${nameOfResource(resource)} is replaced (${changed.join(', ')}) under the same ${fixed.join(', ')}`]
    : [];
}

/** Names that AWS keeps once for an account, whatever the region. Source: each service's reference. */
const GLOBAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudFront::ResponseHeadersPolicy': ['ResponseHeadersPolicyConfig', 'Name'],
  'AWS::CloudFront::OriginAccessControl': ['OriginAccessControlConfig', 'Name'],
  'AWS::CloudFront::CachePolicy': ['CachePolicyConfig', 'Name'],
  'AWS::IAM::Role': ['RoleName'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName'],
  'AWS::S3::Bucket': ['BucketName'],
};

/** Fixed names that two deployments in one account would share: of a stage in two regions, or of two stages. */
export function sharedNames(one: Templates, other: Templates, region: 'same' | 'another'): string[] {
  const taken = new Set(namesOf(one, region));
  return namesOf(other, region).filter((name) => taken.has(name));
}

/** A name is given once within a stage; AWS refuses the second of two alarms or two routes that share one. */
export const namesAreTakenOnce: Rule = (templates) => {
  const routes = resourcesIn(templates, 'AWS::ApiGatewayV2::Route').map(
    (route) => `${route.Type} ${JSON.stringify([propertyOf(route, 'ApiId'), propertyOf(route, 'RouteKey')])}`,
  );
  const names = [...namesOf(templates, 'same'), ...routes];
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  return [...new Set(twice)].map((name) => `${name} is there twice`);
};

function namesOf(templates: Templates, region: 'same' | 'another'): string[] {
  return resourcesIn(templates).flatMap((found) => {
    const path = GLOBAL_NAMES[found.Type] ?? [];
    const global = path.reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | undefined)?.[name],
      found.Properties,
    );
    if (typeof global === 'string') return [`${found.Type} ${global}`];
    if (region === 'another') return [];
    const identity = specificationOf(found.Type)?.primaryIdentifier ?? [];
    // A name below another resource, such as a group of a pool, is taken within that one alone.
    const values = identity.map((name) => found.Properties?.[name]);
    return identity.length > 0 && values.every((value) => typeof value === 'string')
      ? [`${found.Type} ${values.join(' ')}`]
      : [];
  });
}
