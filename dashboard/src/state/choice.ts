/** A value of the address that is one of a few, with its name. */
export type Option<T extends string = string> = readonly [value: T, name: string];

/** What an address chose. */
export interface Chosen<T extends string> {
  readonly value: T;
  /** What it asked for and cannot be had, with what is shown instead. */
  readonly problem?: string;
}

/** Tells of what an address asks for and cannot be had: one sentence for all parameters. */
export function noSuch(what: string, asked: string, shown: string): string {
  return `There is no ${what} “${asked}”. Shown is ${shown}.`;
}

/** The option that is asked for; the first where nothing is, or what there is none of, which is told. */
export function chooseOption<T extends string>(
  asked: string | null | undefined,
  options: readonly [Option<T>, ...Option<T>[]],
  what: string,
): Chosen<T> {
  const [first] = options;
  if (!asked) return { value: first[0] };
  const found = options.find(([value]) => value === asked);
  return found ? { value: found[0] } : { value: first[0], problem: noSuch(what, asked, first[1]) };
}
