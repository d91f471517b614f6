/** One resource of a synthesized template, as written there: its values may still be intrinsics. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One stack of the cloud assembly with the folders of its assets by object key. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly template: Template;
  readonly assets: ReadonlyMap<string, string>;
}

/** The parts of a CloudFormation template that the local system reads. */
export interface Template {
  readonly Resources?: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  readonly Parameters?: Record<string, { Type: string; Default?: unknown }>;
  readonly Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
  readonly Conditions?: Record<string, unknown>;
}

/** All resources of all stacks, in template order. */
export function resourcesOf(stacks: readonly Stack[]): Resource[] {
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources ?? {}).map(([logicalId, { Type, Properties }]) => ({
      stack: stack.name,
      logicalId,
      type: Type,
      properties: Properties ?? {},
    })),
  );
}

/** The value as a record, or an empty one: templates leave optional objects out. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** The value as a list, or an empty one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** The value as text; numbers and booleans as CloudFormation writes them; undefined stays undefined. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The value as text, empty where there is none. */
export function word(value: unknown): string {
  return text(value) ?? '';
}

/** The value as a number (CloudFormation takes "30" for 30), else the default. */
export function number(value: unknown, otherwise: number): number {
  return value === undefined || value === null ? otherwise : Number(value);
}

/** The value as a boolean (CloudFormation takes "true" for true). */
export function flag(value: unknown): boolean {
  return value === true || value === 'true';
}
