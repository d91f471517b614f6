import type { ParseArgsOptionsConfig } from 'node:util';
import type { Ledger } from './ledger.ts';

/** What a command says: `json` for programs, `lines` for people, and the exit code (0 when left out). */
export interface Answer {
  readonly json: unknown;
  readonly lines: readonly string[];
  readonly exitCode?: number;
}

/** What a command is called with. */
export interface Call {
  /** Words behind the command's name. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly ledger: Ledger;
  /** Says what is going on while the command works; nothing with --json. */
  readonly progress: (text: string) => void;
  /** Prints a line, or one JSON value, at once: for commands that go on. */
  readonly say: (line: string, json: unknown) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
  /** Set when the caller wants a command that goes on to end. */
  readonly stopped: AbortSignal;
}

/** One command of the command line. */
export interface Command {
  /** As it is typed, such as `quarantine list`. */
  readonly name: string;
  /** Its words and options after the name, for the help. */
  readonly synopsis: string;
  readonly summary: string;
  readonly options?: ParseArgsOptionsConfig;
  /** Words may follow its name; it says itself which. Without this any word is refused. */
  readonly takesWords?: true;
  /** Answers without a ledger. */
  readonly needsNoLedger?: true;
  readonly run: (call: Call) => Promise<Answer>;
}

/** A mistake of the caller's: the command line prints the sentence, and exits with 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The one word that a command needs. @throws UsageError where it is missing, or more than it came */
export function onlyWord(words: readonly string[], what: string): string {
  const [word, ...rest] = words;
  if (word === undefined) throw new UsageError(`say ${what}`);
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is too much: this takes ${what}`);
  return word;
}

/** An option that is a text. */
export function textOption({ options }: Pick<Call, 'options'>, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The options of a range, for commands that read one. */
export const RANGE_OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  period: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** How those options are told in the help. */
export const RANGE_HELP = `  --from, --to      a day (2026-11-21), a month (2026-11), both ends included, or a time (2026-11-21T10:00:00Z)
  --period          one day or one month, in their place`;

/** What the options of a range say, as the API's query. @throws UsageError for a period beside an end of a range */
export function rangeQuery(call: Pick<Call, 'options'>): Record<string, string | undefined> {
  const [from, to, period] = ['from', 'to', 'period'].map((name) => textOption(call, name));
  if (period === undefined) return { from, to };
  if (from !== undefined || to !== undefined)
    throw new UsageError('--period stands alone, without --from and --to');
  if (!/^\d{4}-\d{2}(?:-\d{2})?$/.test(period))
    throw new UsageError(
      `--period takes a month such as 2026-11 or a day such as 2026-11-21, not "${period}"`,
    );
  // Every read takes a range, and not every one a period; a month is a range from itself to itself.
  return { from: period, to: period };
}
