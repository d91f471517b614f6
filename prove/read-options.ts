import { parseArgs } from 'node:util';

/** What the command line of a proof says: its whole numbers by name, and whether it is for programs. */
export interface ProofOptions<Name extends string> {
  readonly numbers: Readonly<Record<Name, number>>;
  readonly json: boolean;
}

/**
 * Reads the options of a proof: whole numbers from 1 with what they are when left out, `--json`, `--help`. Undefined
 * where help was asked for, which is printed. @throws RangeError when a number is none: a proof of no cases holds
 */
export function readProofOptions<Name extends string>(
  args: readonly string[],
  help: string,
  defaults: Readonly<Record<Name, number>>,
): ProofOptions<Name> | undefined {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])),
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
  return { numbers: Object.fromEntries(numbers) as Record<Name, number>, json: values.json };
}
