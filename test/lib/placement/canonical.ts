import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib/core';
import { CfnElement, Stack } from 'aws-cdk-lib/core';
import { outputOfExport, STACK_OUTPUT } from '../../../contracts/stack-outputs.ts';
import { loadAssembly } from '../../../local/assembly.ts';
import {
  listOf,
  propertyOf,
  resourcesIn,
  shown,
  type StackTemplate,
  type Templates,
} from '../rules/templates.ts';

/** Part of the ledger and path in it, by logical id and stack. */
type Names = ReadonlyMap<string, string>;

/** All stacks of an app, each nested one beside its parent. */
export function templatesIn(app: App): Templates {
  return loadAssembly(app.synth().directory).map(({ name, template }) => ({
    ...({ Resources: {}, ...template } as Omit<StackTemplate, 'name'>),
    name,
  }));
}

/** Every template of an app as CloudFormation gets it, those of nested stacks by their files. */
export function rawTemplatesIn(app: App): Templates {
  const folder = app.synth().directory;
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => ({
      ...({ Resources: {}, ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object) } as Omit<
        StackTemplate,
        'name'
      >),
      name: file,
    }));
}

/** `Mine/Costs/Data/Ledger/Table`, `CostkeeperData-production/Default/Ledger/Table` and so on as `Data/Ledger/Table`. */
function partPath(path: string): string {
  const own = /^Mine\/Costs\/Costkeeper(\w+)-[\w-]+\/(?:Default\/)?(.*)$/.exec(path);
  if (own) return `${own[1]}/${own[2]}`;
  const within = /^Mine\/Costs\/(\w+)\/(?:Default\/)?(.*)$/.exec(path);
  return within ? `${within[1]}/${within[2]}` : path.replace(/^Mine\//, '');
}

/** Names that CDK makes of the path in the app. */
const DERIVED = /Mine[A-Za-z]\w*[0-9A-F]{8}\w?/g;
/** Properties that have such a name, which begins with the part in a stack of its own. */
const NAMED_BY_CDK: ReadonlySet<string> = new Set(['PolicyName']);

/** What is uploaded: without bundling its hash is that of its place. */
const CONTENT_OF_FILES: ReadonlySet<string> = new Set(['S3Key', 'SourceObjectKeys', 'SourceMarkers']);

/** What a policy's statements say, one action and one resource at a time: CDK joins those that differ in one of both. */
function grants(statements: unknown): string[] {
  const each = listOf<Record<string, unknown>>(statements).flatMap(({ Action, Resource, ...more }) =>
    listOf(Action).flatMap((action) =>
      (Resource === undefined ? [undefined] : listOf(Resource)).map((resource) =>
        JSON.stringify({ action, resource, ...more }),
      ),
    ),
  );
  return [...new Set(each)].toSorted();
}

/** What CDK makes once in a stack stands in the stack itself: by whichever part asks for it first. */
const ONCE = /^(?:\w+\/)?((?:Custom::|AWS)[\w:]*)/;

function namesIn(app: App): Names {
  const names = new Map<string, string>();
  for (const one of app.node.findAll()) {
    if (!CfnElement.isCfnElement(one)) continue;
    const stack = Stack.of(one);
    const path = partPath(one.node.path);
    const [, once] = ONCE.exec(path) ?? [];
    names.set(
      `${stack.nested ? partPath(`${stack.node.path}/`) : stack.stackName} ${stack.resolve(one.logicalId)}`,
      (once === undefined ? path : path.slice(path.indexOf(once))).replace(DERIVED, ''),
    );
  }
  return names;
}

/** What an app's ledger is made of, whatever stacks it stands in: resources and outputs by their paths in it. */
export function canonicalOf(app: App): {
  resources: Record<string, unknown>;
  outputs: Record<string, string>;
} {
  const templates = templatesIn(app);
  const names = namesIn(app);
  const keyOf = (stack: StackTemplate, id: string): string => {
    const nested = /^Mine-Costs(\w+?)NestedStack/.exec(stack.name)?.[1];
    return names.get(`${nested === undefined ? stack.name : `${nested}/`} ${id}`) ?? `${stack.name} ${id}`;
  };
  const text = (value: unknown, stack: StackTemplate): string => {
    const plain = resolve(value, stack);
    return typeof plain === 'string' ? plain : JSON.stringify(plain);
  };
  const resolve = (value: unknown, stack: StackTemplate): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => resolve(item, stack));
    if (typeof value === 'string') return value.replace(DERIVED, '');
    if (typeof value !== 'object' || value === null) return value;
    const {
      Ref: ref,
      'Fn::GetAtt': attribute,
      'Fn::ImportValue': imported,
      'Fn::Join': join,
    } = value as Record<string, unknown>;
    if (typeof ref === 'string') return reference(ref, stack);
    if (attribute !== undefined) {
      const [id = '', ...path] = listOf<string>(attribute);
      return `\${${keyOf(stack, id)}.${path.join('.')}}`;
    }
    if (typeof imported === 'string') return importOf(imported);
    if (Array.isArray(join)) {
      const [between, parts] = join as [string, unknown[]];
      return parts.map((part) => text(part, stack)).join(between);
    }
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !CONTENT_OF_FILES.has(name) && !NAMED_BY_CDK.has(name))
        .map(([name, inner]) => [
          name,
          name === 'Statement' ? grants(resolve(inner, stack)) : resolve(inner, stack),
        ]),
    );
  };
  const reference = (id: string, stack: StackTemplate): unknown => {
    const parameter = stack.Parameters?.[id];
    if (!parameter) return id in stack.Resources ? `\${${keyOf(stack, id)}}` : `\${${id}}`;
    const stored = resourcesIn(templates, 'AWS::SSM::Parameter').find(
      (one) => propertyOf(one, 'Name') === parameter.Default,
    );
    if (!stored) throw new Error(`${stack.name} has the parameter ${id}, which nobody gives`);
    return resolve(propertyOf(stored, 'Value'), stored.stack);
  };
  const importOf = (name: string): unknown => {
    for (const stack of templates) {
      for (const { Value, Export } of Object.values(stack.Outputs ?? {}))
        if (Export?.Name === name) return resolve(Value, stack);
    }
    throw new Error(`nobody exports ${name}`);
  };
  const resources = resourcesIn(templates)
    .filter(({ Type }) => Type !== 'AWS::CDK::Metadata')
    .map(({ stack, id, Type, Properties = {}, DependsOn, ...more }) => {
      const { Tags: _tags, UserPoolTags: _pool, ...properties } = Properties;
      const after = listOf<string>(DependsOn)
        .map((one) => keyOf(stack, one))
        .toSorted();
      const { DeletionPolicy, UpdateReplacePolicy, UpdatePolicy } = more;
      return [
        keyOf(stack, id),
        {
          Type,
          after,
          ...(resolve({ properties, DeletionPolicy, UpdateReplacePolicy, UpdatePolicy }, stack) as object),
        },
      ] as const;
    });
  const told = new Set<string>(Object.values(STACK_OUTPUT));
  const outputs = templates.flatMap((stack) =>
    Object.entries(stack.Outputs ?? {}).flatMap(([id, { Value, Export }]) => {
      const name = outputOfExport(shown(Export?.Name)) ?? id;
      return told.has(name) ? [[name, text(Value, stack)] as const] : [];
    }),
  );
  return { resources: Object.fromEntries(resources), outputs: Object.fromEntries(outputs) };
}
