import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, ResourceProperties } from '@aws-cdk/service-spec-types';
import {
  type Found,
  isIntrinsic,
  listOf,
  nameOfResource,
  resourcesIn,
  type Rule,
  type StackTemplate,
} from './templates.ts';

const database = loadAwsServiceSpecSync();

const specifications = new Map<string, Resource | undefined>();

/** What CloudFormation knows of a type; undefined for one it does not know. */
export function specificationOf(type: string): Resource | undefined {
  if (!specifications.has(type)) {
    specifications.set(type, [...database.lookup('resource', 'cloudFormationType', 'equals', type)][0]);
  }
  return specifications.get(type);
}

const OWN = /^(Custom::|AWS::CDK::Metadata$|AWS::CloudFormation::CustomResource$)/;

/** Every type, property, required property, attribute and primitive is one that CloudFormation's specification has. */
export const everythingIsSpecified: Rule = (templates) =>
  resourcesIn(templates)
    .filter(({ Type }) => !OWN.test(Type))
    .flatMap((found) => faultsBySpecification(found).map((fault) => `${nameOfResource(found)}: ${fault}`));

/** By properties: templates that differ in one resource share all others. */
const looked = new WeakMap<object, readonly string[]>();

function faultsBySpecification({ Type, Properties = {} }: Found): readonly string[] {
  const known = looked.get(Properties);
  if (known) return known;
  const specification = specificationOf(Type);
  const faults = specification
    ? faultsOf(Properties, specification.properties, '')
    : ['CloudFormation knows no such type'];
  looked.set(Properties, faults);
  return faults;
}

function faultsOf(value: object, properties: ResourceProperties, path: string): string[] {
  const faults: string[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!property) faults.push(`there is no property ${path}${name}`);
    else
      faults.push(...mismatches(inner, [property.type, ...(property.previousTypes ?? [])], `${path}${name}`));
  }
  for (const [name, { required }] of Object.entries(properties)) {
    if (required && !(name in value)) faults.push(`${path}${name} is required`);
  }
  return faults;
}

/** Right by one of the types is right; else what the first one says. */
function mismatches(value: unknown, types: readonly PropertyType[], path: string): string[] {
  const answers = types.map((type) => mismatch(value, type, path));
  return answers.some((faults) => faults.length === 0) ? [] : (answers[0] ?? []);
}

function mismatch(value: unknown, type: PropertyType, path: string): string[] {
  if (isIntrinsic(value)) return [];
  const wrong = [`${path} is ${JSON.stringify(value)}, not of type ${type.type}`];
  switch (type.type) {
    case 'ref':
      return typeof value === 'object' && value !== null
        ? faultsOf(value, database.get('typeDefinition', type.reference).properties, `${path}.`)
        : wrong;
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((one, index) => mismatch(one, type.element, `${path}[${index}]`))
        : wrong;
    case 'map':
      return typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, one]) => mismatch(one, type.element, `${path}.${key}`))
        : wrong;
    case 'union':
      return mismatches(value, type.types, path);
    case 'tag':
      return typeof value === 'object' && value !== null && 'Key' in value && 'Value' in value ? [] : wrong;
    case 'string':
      if (type.allowedValues && typeof value === 'string' && !type.allowedValues.includes(value)) {
        return [`${path} is ${value}; one of ${type.allowedValues.join(', ')} is allowed`];
      }
      return ['string', 'number', 'boolean'].includes(typeof value) ? [] : wrong;
    case 'number':
      return Number.isFinite(Number(value)) ? [] : wrong;
    case 'integer':
      return Number.isInteger(Number(value)) ? [] : wrong;
    case 'boolean':
      return [true, false, 'true', 'false'].includes(value as boolean) ? [] : wrong;
    case 'json':
    case 'date-time':
    case 'null':
      return [];
  }
}

/**
 * Every Ref and Fn::GetAtt leads to a resource or parameter of its own stack, and to an attribute that it has; every
 * import to an export of another.
 */
export const everyReferenceLeadsSomewhere: Rule = (templates) => {
  const exported = new Set(
    templates.flatMap(({ Outputs = {} }) => Object.values(Outputs).map(({ Export }) => Export?.Name)),
  );
  return resourcesIn(templates).flatMap((found) => [
    ...referencesIn(found.Properties).flatMap(({ id, attribute }) => lostReference(found, id, attribute)),
    ...importsIn(found.Properties)
      .filter((name) => !exported.has(name))
      .map((name) => `${nameOfResource(found)} imports ${name}, which no stack exports`),
  ]);
};

function importsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'Fn::ImportValue' && typeof inner === 'string' ? [inner] : importsIn(inner),
  );
}

function lostReference(found: Found, id: string, attribute: string | undefined): string[] {
  const { stack } = found;
  if (id.startsWith('AWS::')) return [];
  const target = stack.Resources[id];
  if (!target) {
    return attribute === undefined && stack.Parameters?.[id]
      ? []
      : [`${nameOfResource(found)} names ${id}, which ${stack.name} does not have`];
  }
  if (attribute === undefined || OWN.test(target.Type)) return [];
  const known = specificationOf(target.Type)?.attributes ?? {};
  return attribute in known ? [] : [`${nameOfResource(found)}: ${target.Type} has no attribute ${attribute}`];
}

function referencesIn(value: unknown): { id: string; attribute?: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'Ref' && typeof inner === 'string') return [{ id: inner }];
    if (name !== 'Fn::GetAtt') return referencesIn(inner);
    const [id = '', attribute = ''] = typeof inner === 'string' ? inner.split('.') : listOf<string>(inner);
    return [{ id, attribute }];
  });
}

/** Stacks are tagged by their stage, and so is what CloudFormation hands their tags on to. */
const isTaggedByStage = ({ name, tags }: StackTemplate): boolean =>
  tags?.['stage'] === undefined || name.endsWith(`-${tags['stage']}`);

/** What is billed carries the stage's tags, by its stack where CloudFormation can tag it, so that the bill can be split. */
export const whatIsBilledIsTagged: Rule = (templates) =>
  resourcesIn(templates, ...BILLED).flatMap((found) => {
    if (!isTaggedByStage(found.stack)) return [`${nameOfResource(found)} is billed to another stage`];
    const handedOn = specificationOf(found.Type)?.tagInformation ? found.stack.tags?.['app'] : undefined;
    const own = JSON.stringify([found.Properties?.['Tags'], found.Properties?.['Replicas']]);
    return handedOn === 'costkeeper' || own.includes('{"Key":"app","Value":"costkeeper"}')
      ? []
      : [`${nameOfResource(found)} is billed and has no tag app=costkeeper`];
  });

const BILLED = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::Lambda::Function',
  'AWS::ApiGatewayV2::Api',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::CloudFront::Distribution',
  'AWS::SNS::Topic',
  'AWS::CloudWatch::Alarm',
];
