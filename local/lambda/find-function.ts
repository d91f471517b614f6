import type { Resolver } from '../resolve.ts';
import type { LambdaFunction } from './functions.ts';

/** A function as a template calls it, and the address that its permissions are about. */
export interface CalledFunction {
  readonly target: LambdaFunction;
  /** Its own address, or that of the alias. */
  readonly arn: string;
}

/**
 * The function that a template calls by its name, its address, or either with an alias that the templates declare;
 * undefined where there is none.
 */
export function findFunction(
  called: string,
  functions: ReadonlyMap<string, LambdaFunction>,
  resolver: Resolver,
): CalledFunction | undefined {
  for (const target of functions.values()) {
    const { name, arn } = target;
    if (called === name || called === arn) return { target, arn };
    const alias = resolver
      .ofType('AWS::Lambda::Alias')
      .map((resource) => resolver.identity(resource).ref)
      .find((ref) => ref.startsWith(`${arn}:`) && (called === ref || called === ref.replace(arn, name)));
    if (alias !== undefined) return { target, arn: alias };
  }
  return undefined;
}
