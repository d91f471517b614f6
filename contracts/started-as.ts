/** What `costkeeper` tells a program that it starts: how a person calls it there. */
export const STARTED_AS = 'COSTKEEPER_STARTED_AS';

/** How a person started this program, for its help: through `costkeeper`, or `byNpm` in the repository. */
export function startedAs(byNpm: string, env: Readonly<Record<string, string | undefined>>): string {
  return env[STARTED_AS] ?? byNpm;
}

/**
 * A wrong command line, told as `costkeeper` tells its own: JSON with `--json`, and exit code 2 where it started us.
 */
export function tellWrongUse(
  error: unknown,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): number {
  // Node goes on with how a word that looks like an option is given.
  const [message] = (error instanceof Error ? error.message : String(error)).split('. To specify');
  if (args.includes('--json')) console.log(JSON.stringify({ error: { message } }));
  else console.error(message);
  return env[STARTED_AS] === undefined ? 1 : 2;
}
