import { parseArgs } from 'node:util';

/** What the command line of a proof says: its whole numbers by name, its one part, and whether it is for programs. */
export interface ProofOptions<Name extends string> {
  readonly numbers: Readonly<Record<Name, number>>;
  /** The part that is run alone; undefined: all. */
  readonly only: string | undefined;
  readonly json: boolean;
}

/**
 * Reads the options of a proof: whole numbers from 1 with what they are when left out, `--json`, `--help`, and `--only`
 * where the proof has parts. Undefined where help was asked for, which is printed. @throws RangeError when a number or
 * a part is none: a proof of no cases holds
 */
export function readProofOptions<Name extends string>(
  args: readonly string[],
  help: string,
  defaults: Readonly<Record<Name, number>>,
  parts: readonly string[] = [],
): ProofOptions<Name> | undefined {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])),
      ...(parts.length > 0 ? { only: { type: 'string' } as const } : {}),
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return undefined;
  }
  const given: Readonly<Record<string, string | boolean | undefined>> = values;
  const numbers = names.map((name) => {
    const value = given[name];
    const text = typeof value === 'string' ? value : String(defaults[name]);
    if (!/^[1-9]\d{0,8}$/.test(text))
      throw new RangeError(`--${name} must be a whole number from 1; it is "${text}"`);
    return [name, Number(text)] as const;
  });
  const { only } = given;
  if (typeof only === 'string' && !parts.includes(only))
    throw new RangeError(`--only takes one of ${parts.join(', ')}; it is "${only}"`);
  return {
    numbers: Object.fromEntries(numbers) as Record<Name, number>,
    only: typeof only === 'string' ? only : undefined,
    json: values.json,
  };
}
