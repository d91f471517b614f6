/** What `costkeeper` tells a program that it starts: how a person calls it there. */
export const STARTED_AS = 'COSTKEEPER_STARTED_AS';

/** How a person started this program, for its help: through `costkeeper`, or `byNpm` in the repository. */
export function startedAs(byNpm: string, env: Readonly<Record<string, string | undefined>>): string {
  return env[STARTED_AS] ?? byNpm;
}
