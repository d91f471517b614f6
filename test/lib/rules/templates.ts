import { App } from 'aws-cdk-lib/core';
import type { StageConfig } from '../../../config/stage-schema.ts';
import { findStage } from '../../../config/stages.ts';
import { createApp, createStacks } from '../../support/synthesize.ts';

/** A resource as CloudFormation reads it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: string | readonly string[];
  readonly UpdatePolicy?: Readonly<Record<string, unknown>>;
}

/** One stack's template with its name. */
export interface StackTemplate {
  readonly name: string;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<
      string,
      { readonly Value: unknown; readonly Description?: string; readonly Export?: { readonly Name: unknown } }
    >
  >;
  /** Tags of the stack, which CloudFormation hands on to every resource that it can tag. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
}

/** All stacks of one stage. */
export type Templates = readonly StackTemplate[];

/** Looks at all templates of a stage and answers a sentence for each fault. */
export type Rule = (templates: Templates) => string[];

/** One resource with where it is. */
export interface Found extends TemplateResource {
  readonly stack: StackTemplate;
  readonly id: string;
}

const synthesized = new Map<string, Templates>();

/** The templates of a stage with single values changed; each stage is synthesized once, however it was named. */
export function templatesOf(stage: string, overrides: Partial<StageConfig> = {}): Templates {
  const config = findStage(stage, overrides);
  const key = JSON.stringify(config);
  const known = synthesized.get(key);
  if (known) return known;
  const app = createApp();
  createStacks(app, config);
  const templates = readAssembly(app);
  synthesized.set(key, templates);
  return templates;
}

function readAssembly(app: App): Templates {
  return app.synth().stacks.map(({ stackName, tags, template }) => ({
    name: stackName,
    tags,
    ...(template as Omit<StackTemplate, 'name' | 'tags'>),
  }));
}

/** A stage of one stack with these resources: what a rule's own test breaks. */
export function stackOf(Resources: StackTemplate['Resources'], more: Partial<StackTemplate> = {}): Templates {
  return [{ name: 'Broken', Resources, ...more }];
}

/** Every resource of the types, in all stacks; of all types without one. */
export function resourcesIn(templates: Templates, ...types: readonly string[]): Found[] {
  return templates.flatMap((stack) =>
    Object.entries(stack.Resources)
      .filter(([, { Type }]) => types.length === 0 || types.includes(Type))
      .map(([id, resource]) => ({ ...resource, stack, id })),
  );
}

/** A property, by its path. */
export function propertyOf({ Properties }: TemplateResource, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    Properties,
  );
}

const INTRINSIC = /^(Ref|Fn::\w+)$/;

/** Whether a value is a reference or another function of CloudFormation's, and no object of the template's own. */
export function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [name, ...more] = Object.keys(value);
  return name !== undefined && more.length === 0 && INTRINSIC.test(name);
}

/** A property as a text: itself, or its JSON; nothing for what is not there. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** A text, or the parts that CloudFormation joins to one, with `*` for what it alone knows. */
export function joinedText(value: unknown): string {
  const joined = (value as Record<string, unknown> | undefined)?.['Fn::Join'];
  if (!Array.isArray(joined)) return shown(value);
  const [between, parts] = joined as [string, unknown[]];
  return parts.map((part) => (typeof part === 'string' ? part : '*')).join(between);
}

/** A value as a list: CloudFormation takes one of many values without the brackets. */
export function listOf<T = unknown>(value: unknown): T[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]) as T[];
}

/** The resource that a value names by Ref, Fn::GetAtt, an import of another stack or a parameter of SSM. */
export function namedBy(value: unknown, stack: StackTemplate, templates: Templates): Found | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { Ref, ...rest } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return resourceOf(Ref, stack) ?? namedByParameter(Ref, stack, templates);
  const attribute = rest['Fn::GetAtt'];
  if (attribute !== undefined) return resourceOf(String(listOf(attribute)[0]), stack);
  const imported = rest['Fn::ImportValue'];
  if (imported === undefined) return undefined;
  for (const other of templates) {
    for (const { Value, Export } of Object.values(other.Outputs ?? {})) {
      if (Export?.Name === imported) return namedBy(Value, other, templates);
    }
  }
  return undefined;
}

function resourceOf(id: string, stack: StackTemplate): Found | undefined {
  const resource = stack.Resources[id];
  return resource && { ...resource, stack, id };
}

function namedByParameter(id: string, stack: StackTemplate, templates: Templates): Found | undefined {
  const name = stack.Parameters?.[id]?.Default;
  const parameter = resourcesIn(templates, 'AWS::SSM::Parameter').find(
    (found) => propertyOf(found, 'Name') === name,
  );
  return parameter && namedBy(propertyOf(parameter, 'Value'), parameter.stack, templates);
}

/** The function that a value names, by its name or address, or through an alias of it. */
export function functionNamedBy(
  value: unknown,
  stack: StackTemplate,
  templates: Templates,
): Found | undefined {
  const [named] = allNamedBy(value, stack, templates);
  return named?.Type === 'AWS::Lambda::Alias'
    ? namedBy(propertyOf(named, 'FunctionName'), named.stack, templates)
    : named;
}

/** Every resource that a value names, at any depth. */
export function allNamedBy(value: unknown, stack: StackTemplate, templates: Templates): Found[] {
  const direct = namedBy(value, stack, templates);
  if (direct) return [direct];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part) => allNamedBy(part, stack, templates));
}

/** A statement of an IAM policy. */
export interface Statement {
  readonly Effect: string;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** The statements of a policy resource. */
export function statementsOf(policy: TemplateResource): Statement[] {
  return listOf<Statement>(propertyOf(policy, 'PolicyDocument', 'Statement'));
}

/** What the role of a function may do: the statements of the policies that name it. */
export function statementsOfRole(role: Found, templates: Templates): Statement[] {
  return resourcesIn(templates, 'AWS::IAM::Policy')
    .filter((policy) =>
      listOf(propertyOf(policy, 'Roles')).some((name) =>
        isSame(namedBy(name, policy.stack, templates), role),
      ),
    )
    .flatMap(statementsOf);
}

/** True when both are the same resource. */
export function isSame(one: Found | undefined, other: Found | undefined): boolean {
  return one !== undefined && one.id === other?.id && one.stack.name === other.stack.name;
}

/** A resource as a sentence names it. */
export function nameOfResource({ stack, id, Type }: Found): string {
  return `${Type} ${id} of ${stack.name}`;
}
