import type { StackTemplate, TemplateResource, Templates } from './templates.ts';

/** One change of a template that somebody could make by mistake. */
export interface Mutation {
  /** What is changed, in words. */
  readonly name: string;
  /** Type of the resource and path in it, with `*` for places in lists: as the list of what is indifferent names it. */
  readonly kind: string;
  readonly apply: (templates: Templates) => Templates;
}

type Path = readonly (string | number)[];

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const INTRINSIC = /^(Ref|Fn::\w+)$/;

/** Every place in a value that can be taken away or changed, itself excepted; references are places as a whole. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (!isObject(value)) return [];
  if (Object.keys(value).some((name) => INTRINSIC.test(name))) return [];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => {
    const inner = (value as Record<string | number, unknown>)[key];
    return [[...path, key], ...placesIn(inner, [...path, key])];
  });
}

const GONE = Symbol('gone');

/** A copy in which the value at a path is another, or is not there. */
function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  const inner = changed((value as Record<string | number, unknown>)[key], rest, to);
  if (Array.isArray(value))
    return value.flatMap((one: unknown, index) => (index !== key ? [one] : inner === GONE ? [] : [inner]));
  const { [key]: _old, ...others } = value as Record<string, unknown>;
  return inner === GONE ? others : { ...(value as object), [key]: inner };
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

/** A resource of a statement with something behind it, so that the statement no longer covers the whole of it. */
function narrowed(resource: unknown): unknown[] {
  if (Array.isArray(resource)) return [];
  const [separator, parts] = (resource as { 'Fn::Join'?: [string, unknown[]] } | null)?.['Fn::Join'] ?? [];
  if (separator !== undefined) return [{ 'Fn::Join': [separator, [...(parts ?? []), '/narrower']] }];
  return [{ 'Fn::Join': ['', [resource, '/narrower']] }];
}

/** What a value is changed to besides being taken away: wider, narrower, weaker, or out of its range. */
function alternativesTo(path: Path, value: unknown): unknown[] {
  const name = String(path.findLast((key) => typeof key === 'string'));
  if (name === 'Statement' && isObject(value) && !Array.isArray(value)) {
    const { Condition } = value as { Condition?: object };
    return [{ ...value, Condition: { ...Condition, StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }];
  }
  if (value === true || value === false) return [!value];
  if (typeof value === 'number') return value === 0 ? [1_000_000] : [0, value * 1000];
  if (name === 'AuthorizationType') return ['NONE'];
  if (name === 'Action' && typeof value === 'string') return [`${value.split(':')[0] ?? ''}:*`];
  if (name === 'Resource') return ['*', ...narrowed(value)];
  if (name === 'Principal' && isObject(value))
    return [{ Service: 'ec2.amazonaws.com' }, ...(JSON.stringify(value).includes('"*"') ? [] : ['*'])];
  if (name === 'Effect') return [value === 'Allow' ? 'Deny' : 'Allow'];
  if (name === 'RouteKey') return ['$default', 'GET /cost-tracking/health/{proxy+}'];
  return [];
}

function withStack(
  templates: Templates,
  name: string,
  change: (stack: StackTemplate) => StackTemplate,
): Templates {
  return templates.map((stack) => (stack.name === name ? change(stack) : stack));
}

function withResource(
  templates: Templates,
  stack: string,
  id: string,
  change: (resource: TemplateResource) => TemplateResource | undefined,
): Templates {
  return withStack(templates, stack, (one) => {
    const { [id]: old, ...others } = one.Resources;
    const now = old && change(old);
    return { ...one, Resources: now ? { ...one.Resources, [id]: now } : others };
  });
}

/** Every single change of the templates: a resource, an output or a value less, or a value wider or weaker. */
export function mutationsOf(templates: Templates): Mutation[] {
  return templates.flatMap(({ name: stack, Resources, Outputs = {} }) => [
    ...Object.entries(Resources).flatMap(([id, resource]) => mutationsOfResource(stack, id, resource)),
    ...Object.keys(Outputs).map((name) => ({
      name: `${stack}: output ${name} removed`,
      kind: `output ${name.startsWith('Exports') ? 'export' : name}`,
      apply: (all: Templates) =>
        withStack(all, stack, (one) => {
          const { [name]: _gone, ...rest } = one.Outputs ?? {};
          return { ...one, Outputs: rest };
        }),
    })),
  ]);
}

/** Parameters differ by who reads them. */
function kindOfRemoval(type: string, id: string): string {
  if (type !== 'AWS::SSM::Parameter') return type;
  return /^Usage.*Name/.test(id)
    ? `${type} Usage*Name`
    : /^(ClientId|Issuer)/.test(id)
      ? `${type} ClientId or Issuer`
      : `${type} ${id}`;
}

function mutationsOfResource(stack: string, id: string, resource: TemplateResource): Mutation[] {
  const { Type, Properties = {} } = resource;
  const gone: Mutation = {
    name: `${stack}: ${Type} ${id} removed`,
    kind: kindOfRemoval(Type, id),
    apply: (all) => withResource(all, stack, id, () => undefined),
  };
  const attributes = ['DeletionPolicy', 'UpdateReplacePolicy'].filter((name) => name in resource);
  return [
    gone,
    ...attributes.map((name) => ({
      name: `${stack}: ${id} ${name} removed`,
      kind: `${Type} ${name}`,
      apply: (all: Templates) =>
        withResource(all, stack, id, (one) => changed(one, [name], GONE) as TemplateResource),
    })),
    ...placesIn(Properties).flatMap((path) => {
      const set = (to: unknown) => (all: Templates) =>
        withResource(all, stack, id, (one) => ({
          ...one,
          Properties: changed(one.Properties, path, to) as Record<string, unknown>,
        }));
      const shape = path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
      const kind = `${Type} ${shape}`;
      return [
        { name: `${stack}: ${id} ${path.join('.')} removed`, kind, apply: set(GONE) },
        ...alternativesTo(path, valueAt(Properties, path))
          .filter((to) => to !== valueAt(Properties, path))
          .map((to) => ({
            name: `${stack}: ${id} ${path.join('.')} becomes ${JSON.stringify(to)}`,
            kind: `${kind} = ${typeof to === 'number' ? 'number' : JSON.stringify(to)}`,
            apply: set(to),
          })),
      ];
    }),
  ];
}
