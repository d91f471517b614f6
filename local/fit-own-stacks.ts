import { providersOfCustomResources, unsupported } from './support.ts';
import { list, record, resourcesOf, text } from './template.ts';
import type { Resource, Stack, Template } from './template.ts';

/** An app of somebody else as far as it can run here. */
export interface FittedStacks {
  readonly stacks: readonly Stack[];
  /** What does not run, each with the reason. */
  readonly leftOut: readonly string[];
}

type Declared = NonNullable<Template['Resources']>[string];

const OURS = /^Costkeeper(?:Data|Pipeline|Api|Page|Web)-/;
const LEDGER_ROUTE = /^\S+ \/cost-tracking(?:\/|$)/;
const KNOWN_INTRINSICS = new Set(
  ['Join', 'Sub', 'GetAtt', 'ImportValue', 'GetStackOutput', 'Select', 'Split'].map((name) => `Fn::${name}`),
);
/** What wires two others together: without one of them it has nothing to do. */
const WIRES = /^AWS::(?:Lambda::(?:EventSourceMapping|EventInvokeConfig)|Events::Rule|Scheduler::Schedule)$/;

/**
 * Leaves out of stacks that are not Costkeeper's what the local system cannot run, and says so: the rest of the app
 * runs all the same. Where the rest names such a part it gets a text in its place (`not-run-here:NAME`).
 */
export function fitOwnStacks(stacks: readonly Stack[]): FittedStacks {
  const leftOut: string[] = [];
  const fitted = stacks.map((stack) => {
    if (OURS.test(stack.name)) return stack;
    const { template, reasons } = fitTemplate(stack);
    leftOut.push(...reasons);
    return { ...stack, template };
  });
  return { stacks: fitted, leftOut };
}

function fitTemplate(stack: Stack): { template: Template; reasons: string[] } {
  const { name, template } = stack;
  const declared = Object.entries(template.Resources ?? {});
  const gone = new Map<string, string>();
  const ours = ledgerApis(template);
  const providers = providersOfCustomResources(resourcesOf([stack]));
  for (const [id, resource] of declared) {
    // A function that only deployments call is passed over, as in the ledger's own stacks.
    if (ours.has(id) || providers.has(`${name}/${id}`)) continue;
    const reason = whyNot(name, id, resource);
    if (reason !== undefined) gone.set(id, reason);
  }
  for (const [id, { Type, Properties }] of declared) {
    const needed = WIRES.test(Type) ? namesIn(Properties).find((used) => gone.has(used)) : undefined;
    if (needed !== undefined && !gone.has(id)) gone.set(id, `${needed} does not run here`);
  }
  const kept = declared.filter(([id]) => !gone.has(id));
  const outputs = Object.entries(template.Outputs ?? {}).filter(
    ([, output]) => strangerIn(output) === undefined && !namesIn(output).some((used) => gone.has(used)),
  );
  return {
    template: {
      ...template,
      Resources: Object.fromEntries(
        kept.map(([id, resource]) => [id, withoutGone(resource, gone) as Declared]),
      ),
      Outputs: Object.fromEntries(outputs) as NonNullable<Template['Outputs']>,
    },
    reasons: [...gone].map(([id, reason]) => `${name}/${id} (${template.Resources?.[id]?.Type}): ${reason}`),
  };
}

/** The ledger's API with its routes, where it stands in this stack or one nested in it: it has the ledger's paths. */
function ledgerApis({ Resources = {} }: Template): ReadonlySet<string> {
  const parts = Object.entries(Resources).filter(([, { Type }]) => Type.startsWith('AWS::ApiGatewayV2::'));
  const apis = new Set(
    parts
      .filter(([, { Properties }]) => LEDGER_ROUTE.test(text(Properties?.['RouteKey']) ?? ''))
      .map(([, route]) => apiOf(route)),
  );
  return new Set(parts.filter(([id, part]) => apis.has(apiOf(part) ?? id)).map(([id]) => id));
}

function apiOf({ Properties }: Declared): string | undefined {
  return text(record(Properties?.['ApiId'])['Ref']);
}

function whyNot(
  stack: string,
  logicalId: string,
  { Type: type, Properties = {} }: Declared,
): string | undefined {
  if (type.startsWith('AWS::ApiGateway')) return 'the local gateway has the API of Costkeeper alone';
  if (Properties['PackageType'] === 'Image')
    return 'its code is a container image: only functions of nodejs run here';
  const resource: Resource = { stack, logicalId, type, properties: Properties };
  const [refusal] = unsupported(resource);
  if (refusal !== undefined) return `the local system does not know ${refusal.replace(/ \(.*\)$/, '')}`;
  const intrinsic = strangerIn(Properties);
  if (intrinsic !== undefined) return `the local system does not know ${intrinsic}`;
  if (type !== 'AWS::Lambda::Function') return undefined;
  if (record(Properties['Code'])['ZipFile'] !== undefined) return 'its code is inline: give it a file';
  const runtime = text(Properties['Runtime']) ?? 'of its image';
  return runtime.startsWith('nodejs') ? undefined : `the runtime ${runtime} does not run here, only nodejs`;
}

/** The first intrinsic that the resolver does not know. */
function strangerIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(strangerIn).find((name) => name !== undefined);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith('Fn::') && !KNOWN_INTRINSICS.has(key)) return key;
    const inside = strangerIn(item);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** Logical ids that a value names by Ref, Fn::GetAtt or Fn::Sub. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [attributeOwner(item)];
    if (key === 'Fn::Sub') return [...subNames(item), ...namesIn(item)];
    return namesIn(item);
  });
}

function attributeOwner(argument: unknown): string {
  return Array.isArray(argument) ? String(argument[0]) : (String(argument).split('.')[0] ?? '');
}

function subNames(argument: unknown): string[] {
  const template = String(Array.isArray(argument) ? argument[0] : argument);
  return [...template.matchAll(/\$\{([^}!.]+)[^}]*\}/g)].map(([, name = '']) => name);
}

/** The value with a text in the place of every name of a part that does not run. */
function withoutGone(value: unknown, gone: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutGone(item, gone));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[key, argument] = ['', undefined]] = entries;
  const owner =
    key === 'Ref' ? String(argument) : key === 'Fn::GetAtt' ? attributeOwner(argument) : undefined;
  if (owner !== undefined && entries.length === 1 && gone.has(owner)) return `not-run-here:${owner}`;
  if (key === 'Fn::Sub') return { 'Fn::Sub': subWithoutGone(argument, gone) };
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutGone(item, gone)]));
}

function subWithoutGone(argument: unknown, gone: ReadonlyMap<string, string>): unknown {
  const [template, values] = Array.isArray(argument) ? list(argument) : [argument];
  const replaced = String(template).replace(/\$\{([^}!.]+)[^}]*\}/g, (whole, name: string) =>
    gone.has(name) ? `not-run-here:${name}` : whole,
  );
  return values === undefined ? replaced : [replaced, withoutGone(values, gone)];
}
