import type { LastError } from './failure-report.ts';

/** Why an event did not reach the ledger. */
export type LossReason = 'unreadable' | 'too-large' | 'buffer-full' | 'rejected' | 'gave-up' | 'closed';

/** What could not be delivered: the events as they would have been sent, and why. */
export interface DeadLetter {
  reason: LossReason;
  detail: string;
  /** Complete events, ready to be sent again later: the ledger counts each id once. */
  events: Record<string, unknown>[];
}

/** Counts of the client since it was made. */
export interface ClientStats {
  recorded: number;
  delivered: number;
  /** In memory, not yet acknowledged. */
  pending: number;
  pendingBytes: number;
  /** Messages or requests sent, repeats included. */
  sends: number;
  retries: number;
  lost: Partial<Record<LossReason, number>>;
  /** The last send that failed or event that was rejected, whether or not it was delivered later; absent when none has. */
  lastError?: LastError | undefined;
  /** Calls that a wrapper saw and whose cost it cannot read, by method, host and path. */
  notCovered: Record<string, number>;
  /** Fields of drafts and contexts that no event has, such as `event.userid`: they were not recorded. */
  ignored: Record<string, number>;
  /** What the ledger said of events that it took all the same; over HTTP alone. */
  warnings: Record<string, number>;
}

export type DeadLetterCallback = (letter: DeadLetter) => unknown;

/** Counts losses, hands them to the application's callback, and says so on the console without content. */
export interface LossReporter {
  readonly lost: Partial<Record<LossReason, number>>;
  report(reason: LossReason, detail: string, lines: readonly string[], count?: number): void;
  /** Resolves when the callbacks called so far have ended. */
  settled(): Promise<void>;
}

const WARN_EVERY_MS = 60_000;

/** Losses that are said in a minute: a second mistake must not wait behind the first. */
const MOST_SAID = 10;

function readEvents(lines: readonly string[]): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

export function createLossReporter(
  onDeadLetter: DeadLetterCallback | undefined,
  warn: (text: string) => void,
  now: () => number,
): LossReporter {
  const lost: Partial<Record<LossReason, number>> = {};
  let warnedAt = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  const said = new Set<string>();
  const underWay = new Set<Promise<unknown>>();
  function say(reason: LossReason, detail: string, count: number): void {
    unsaid += count;
    if (now() - warnedAt >= WARN_EVERY_MS) {
      warnedAt = now();
      said.clear();
    }
    const kind = reason === 'rejected' ? detail : reason;
    if (said.has(kind) || said.size >= MOST_SAID) return;
    said.add(kind);
    warn(`costkeeper: ${unsaid} usage event(s) not delivered (${reason}: ${detail})`);
    unsaid = 0;
  }
  return {
    lost,
    report(reason, detail, lines, count = lines.length) {
      lost[reason] = (lost[reason] ?? 0) + count;
      say(reason, detail, count);
      if (onDeadLetter === undefined) return;
      const tell = async (): Promise<void> => {
        try {
          await onDeadLetter({ reason, detail, events: readEvents(lines) });
        } catch (error) {
          warn(`costkeeper: the onDeadLetter callback failed: ${String(error)}`);
        }
      };
      const told = tell().finally(() => underWay.delete(told));
      underWay.add(told);
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}
