import type { Job, JobKind, JobStep } from '../jobs/job.ts';
import type { HistoryReader } from '../spend/history-reader.ts';
import { daysBetween, type Clock, type Day, type Instant } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { CurrencyRate } from '../currency/currency.ts';
import { reconcile } from './reconcile.ts';
import { LedgerRows } from './ledger-rows.ts';
import { reconciliationAnswer } from './reconcile-answer.ts';
import { readBill, type SentBill } from './reconcile-request.ts';

/** What a job of this kind is about; the bill itself is in the bucket. */
export interface ReconcileJobInput extends Partial<Days> {
  readonly billKey: string;
}

export interface ReconcilePorts {
  readonly history: HistoryReader;
  readonly files: {
    putText(key: string, text: string): Promise<void>;
    getText(key: string): Promise<string>;
  };
  readonly clock: Clock;
  /** Rates of the day, or the newest. */
  readonly rates: (on: Day | undefined) => Promise<readonly CurrencyRate[]>;
}

/** A job keeps so many itself; the file has all. */
const MOST_CORRECTIONS = 20;

interface ReconcileState {
  readonly next: Day;
  readonly rowsKey: string;
  readonly days: number;
}

/** Adds up the ledger day by day until the time is up; the sums wait in the bucket for the next step. */
export function reconcileKind(ports: ReconcilePorts): JobKind {
  return {
    async step(job: Job, deadline: Instant): Promise<JobStep> {
      const { billKey, ...range } = job.input as ReconcileJobInput;
      const sent = JSON.parse(await ports.files.getText(billKey)) as SentBill;
      const bill = readBill(sent, range, await ports.rates(range.to));
      const state = job.state as ReconcileState | undefined;
      const rows = state ? LedgerRows.ofText(await ports.files.getText(state.rowsKey)) : new LedgerRows();
      const total = daysBetween(bill.from, bill.to).length;
      let done = state?.days ?? 0;
      for (const day of daysBetween(state?.next ?? bill.from, bill.to)) {
        if (done > (state?.days ?? 0) && ports.clock.now() >= deadline) {
          const rowsKey = `exports/${job.id}/rows-${day}.json`;
          await ports.files.putText(rowsKey, rows.toText());
          return { done: false, state: { next: day, rowsKey, days: done }, progress: { done, total } };
        }
        await addDay(day, rows, ports.history);
        done += 1;
      }
      const answer = reconciliationAnswer(reconcile({ ...bill, ledger: rows.rows() }));
      const resultKey = `exports/${job.id}/reconciliation.json`;
      await ports.files.putText(resultKey, JSON.stringify(answer));
      const { billUsd, ledgerUsd, differenceUsd, uncomparedUsd, summary } = answer;
      const corrections = answer.corrections.slice(0, MOST_CORRECTIONS);
      return {
        done: true,
        resultKey,
        result: { billUsd, ledgerUsd, differenceUsd, uncomparedUsd, summary, corrections },
        progress: { done, total },
      };
    },
  };
}

/** Adds the entries of one day. */
export async function addDay(day: Day, rows: LedgerRows, history: HistoryReader): Promise<void> {
  for (const held of await history.heldAmong([day])) {
    for await (const entries of history.entriesOfDay(held)) {
      for (const entry of entries) rows.add(entry);
    }
  }
}
