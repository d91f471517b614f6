import {
  isIntrinsic,
  listOf,
  type StackTemplate,
  type TemplateResource,
  type Templates,
} from './templates.ts';

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

/** Every place in a value that can be taken away or changed, itself excepted; references are places as a whole. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (!isObject(value) || isIntrinsic(value)) return [];
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

/** Somebody else's resource, as its address. */
const ELSEWHERE = 'arn:aws:other:us-east-1:999999999999:other';

/** What a reference is changed to: the next resource of the same type in its stack, and somebody else's. */
function redirected(value: unknown, stack: StackTemplate): unknown[] {
  if (!isObject(value)) return [];
  const { Ref, 'Fn::GetAtt': attribute, ...rest } = value as Record<string, unknown>;
  const [id, ...of] = Array.isArray(attribute) ? (attribute as string[]) : [Ref as string | undefined];
  if (id === undefined) return 'Fn::ImportValue' in rest || 'Fn::Join' in rest ? [ELSEWHERE] : [];
  const type = stack.Resources[id]?.Type;
  const ids = Object.keys(stack.Resources).filter((other) => stack.Resources[other]?.Type === type);
  const next = type === undefined ? id : (ids[(ids.indexOf(id) + 1) % ids.length] ?? id);
  const moved = Ref === undefined ? { 'Fn::GetAtt': [next, ...of] } : { Ref: next };
  return [ELSEWHERE, ...(next === id ? [] : [moved])];
}

/** What a value is changed to besides being taken away: wider, narrower, weaker, out of its range, or another. */
function alternativesTo(path: Path, value: unknown, stack: StackTemplate): unknown[] {
  const name = String(path.findLast((key) => typeof key === 'string'));
  if (name === 'Statement' && isObject(value) && !Array.isArray(value)) {
    const { Condition } = value as { Condition?: object };
    return [{ ...value, Condition: { ...Condition, StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }];
  }
  if (name === 'SourceArn' && isObject(value)) return [ELSEWHERE, 'arn:aws:execute-api:*:*:*'];
  if (value === true || value === false) return [!value];
  if (typeof value === 'number') return value === 0 ? [1_000_000] : [0, value * 1000];
  if (name === 'AuthorizationType') return ['NONE'];
  if (name === 'Action' && typeof value === 'string')
    return [`${value.split(':')[0] ?? ''}:*`, 'ec2:CreateTags'];
  if (name === 'Resource') return ['*', ...narrowed(value)];
  if (name === 'Principal' && isObject(value))
    return [
      { Service: 'ec2.amazonaws.com' },
      { ...value, AWS: '999999999999' },
      ...(JSON.stringify(value).includes('"*"') ? [] : ['*']),
    ];
  if (name === 'Effect') return [value === 'Allow' ? 'Deny' : 'Allow'];
  if (name === 'RouteKey') return ['$default', 'GET /cost-tracking/health/{proxy+}'];
  if (name === 'AlarmDescription' && typeof value === 'string')
    return [value.replace(/^\[(\w+)\]/, (_, is) => (is === 'high' ? '[medium]' : '[high]'))];
  if (typeof value === 'string') return [`${value}-other`];
  return redirected(value, stack);
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

/** Every single change of the templates: a resource, an output or a value less, wider, weaker or another. */
export function mutationsOf(templates: Templates): Mutation[] {
  return templates.flatMap((template) => [
    ...Object.entries(template.Resources).flatMap(([id, resource]) =>
      mutationsOfResource(template, id, resource),
    ),
    ...Object.keys(template.Outputs ?? {}).flatMap((name) => mutationsOfOutput(template, name)),
  ]);
}

function mutationsOfOutput({ name: stack }: StackTemplate, name: string): Mutation[] {
  const kind = `output ${name.startsWith('Exports') ? 'export' : name}`;
  const removed = (all: Templates) =>
    withStack(all, stack, (one) => {
      const { [name]: _gone, ...rest } = one.Outputs ?? {};
      return { ...one, Outputs: rest };
    });
  const redirected = (all: Templates) =>
    withStack(all, stack, (one) => {
      const { [name]: old, ...rest } = one.Outputs ?? {};
      return { ...one, Outputs: { ...rest, [name]: { ...old, Value: ELSEWHERE } } };
    });
  return [
    { name: `${stack}: output ${name} removed`, kind, apply: removed },
    { name: `${stack}: output ${name} leads elsewhere`, kind: `${kind} = elsewhere`, apply: redirected },
  ];
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

/** A value as the list of what is indifferent names it. */
function kindOfValue(before: unknown, to: unknown): string {
  if (typeof to === 'number') return 'number';
  if (typeof before === 'string' && to === `${before}-other`) return 'another text';
  if (to === ELSEWHERE) return 'elsewhere';
  return isObject(to) && isIntrinsic(to) && !('Fn::Join' in to) ? 'its neighbour' : JSON.stringify(to);
}

function mutationsOfResource(template: StackTemplate, id: string, resource: TemplateResource): Mutation[] {
  const { name: stack } = template;
  const { Type, Properties = {} } = resource;
  const gone: Mutation = {
    name: `${stack}: ${Type} ${id} removed`,
    kind: kindOfRemoval(Type, id),
    apply: (all) => withResource(all, stack, id, () => undefined),
  };
  const attributes = ['DeletionPolicy', 'UpdateReplacePolicy'].filter((name) => name in resource);
  const turned: Mutation = {
    name: `${stack}: ${id} goes where it stayed, or stays where it went`,
    kind: `${Type} DeletionPolicy = the other`,
    apply: (all) =>
      withResource(all, stack, id, (one) => {
        const DeletionPolicy = one.DeletionPolicy === 'Retain' ? 'Delete' : 'Retain';
        return { ...one, DeletionPolicy, UpdateReplacePolicy: DeletionPolicy };
      }),
  };
  const waits = listOf<string>(resource.DependsOn);
  return [
    gone,
    ...waits.map((other, index) => ({
      name: `${stack}: ${id} does not wait for ${other}`,
      kind: `${Type} DependsOn ${template.Resources[other]?.Type ?? 'nothing'}`,
      apply: (all: Templates) =>
        withResource(all, stack, id, (one) => ({ ...one, DependsOn: waits.toSpliced(index, 1) })),
    })),
    {
      name: `${stack}: ${id} is left out by a condition`,
      kind: `${Type} Condition added`,
      apply: (all) =>
        withResource(all, stack, id, (one) => ({ ...one, Condition: 'Never' }) as TemplateResource),
    },
    ...(attributes.length > 0 ? [turned] : []),
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
        ...alternativesTo(path, valueAt(Properties, path), template)
          .filter((to) => to !== valueAt(Properties, path))
          .map((to) => ({
            name: `${stack}: ${id} ${path.join('.')} becomes ${JSON.stringify(to)}`,
            kind: `${kind} = ${kindOfValue(valueAt(Properties, path), to)}`,
            apply: set(to),
          })),
      ];
    }),
  ];
}
