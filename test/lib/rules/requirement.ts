import { type Found, listOf, namedBy, propertyOf, type Templates } from './templates.ts';

/** What a resource of ours has, whatever stage it is in. */
export interface Requirement {
  /** What is missing where it does not hold, after the resource's name. */
  readonly says: string;
  readonly holds: (found: Found, templates: Templates) => boolean;
}

export const has =
  (...path: readonly string[]) =>
  (found: Found): boolean =>
    propertyOf(found, ...path) !== undefined;

export const is =
  (value: unknown, ...path: readonly string[]) =>
  (found: Found): boolean =>
    JSON.stringify(propertyOf(found, ...path)) === JSON.stringify(value);

export const atLeast =
  (least: number, ...path: readonly string[]) =>
  (found: Found): boolean =>
    Number(propertyOf(found, ...path) ?? -1) >= least;

export const leadsTo =
  (type: string, ...path: readonly string[]) =>
  (found: Found, templates: Templates): boolean =>
    namedBy(propertyOf(found, ...path), found.stack, templates)?.Type === type;

export function leadsToFirst(
  type: string,
  found: Found,
  templates: Templates,
  ...path: readonly string[]
): boolean {
  const [first] = listOf(propertyOf(found, ...path));
  return namedBy(first, found.stack, templates)?.Type === type;
}

export const each =
  (holds: (part: object) => boolean, ...path: readonly string[]) =>
  (found: Found): boolean => {
    const parts = listOf<object>(propertyOf(found, ...path));
    return parts.length > 0 && parts.every(holds);
  };

export function isRetained({ DeletionPolicy }: Found): boolean {
  return DeletionPolicy === 'Retain';
}

export function record(value: object): Readonly<Record<string, unknown>> {
  return { ...value };
}
