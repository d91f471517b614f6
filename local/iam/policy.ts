import { list, record, text } from '../template.ts';
import { type Condition, unknownPart } from './conditions.ts';

/** Who a statement of a resource's policy is about; `*` of a kind means all. */
interface Principals {
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly everybody: boolean;
}

/** A statement of a policy, its values resolved. */
export interface Statement {
  /** The policy that it is in and its place there, as messages and lists name it. */
  readonly name: string;
  readonly allows: boolean;
  readonly actions: readonly string[];
  /** The actions are those that it is not about. */
  readonly notActions: boolean;
  readonly resources: readonly string[];
  readonly notResources: boolean;
  /** Undefined in policies of roles: the role is meant. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

const PARTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
]);

/** A value as a list of texts: policies write one of many without the brackets. */
export function texts(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).map((item) => text(item) ?? '');
}

/** Reads a resolved policy document called `name`. @throws on an element, operator or key that cannot be judged here */
export function readPolicy(document: unknown, name: string): Statement[] {
  const { Statement } = record(document);
  const statements = Array.isArray(Statement) ? list(Statement) : Statement === undefined ? [] : [Statement];
  return statements.map((one, index) => readStatement(record(one), `${name}[${index}]`));
}

function readStatement(statement: Record<string, unknown>, name: string): Statement {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  const conditions = Object.entries(record(Condition)).flatMap(([operator, keys]) =>
    Object.entries(record(keys)).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: texts(values),
    })),
  );
  const unknown =
    Object.keys(statement).find((part) => !PARTS.has(part)) ??
    conditions.map(unknownPart).find((part) => part !== undefined);
  if (unknown !== undefined) throw new Error(`${name}: ${unknown} is not supported by the local system`);
  return {
    name,
    allows: Effect === 'Allow',
    actions: texts(Action ?? NotAction).map((action) => action.toLowerCase()),
    notActions: Action === undefined,
    resources: texts(Resource ?? NotResource),
    notResources: Resource === undefined && NotResource !== undefined,
    principals: Principal === undefined ? undefined : readPrincipals(Principal),
    conditions,
  };
}

function readPrincipals(value: unknown): Principals {
  if (value === '*') return { aws: [], services: [], everybody: true };
  const aws = texts(record(value)['AWS']);
  return { aws, services: texts(record(value)['Service']), everybody: aws.includes('*') };
}
