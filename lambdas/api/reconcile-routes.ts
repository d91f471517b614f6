import { LONGEST_ANSWER_MS } from './answer-limits.ts';
import { reconcileBodySchema, reconcileQuery, reconciliationSchema } from '../../contracts/api/reports.ts';
import { reconcile } from '../../core/bills/reconcile.ts';
import { LedgerRows } from '../../core/bills/ledger-rows.ts';
import { reconciliationAnswer } from '../../core/bills/reconcile-answer.ts';
import { addDay, type ReconcileJobInput } from '../../core/bills/reconcile-job.ts';
import { isSmallBill, type ReadBill, readBill, readSentBill } from '../../core/bills/reconcile-request.ts';
import { startJob } from '../../core/jobs/job.ts';
import { daysBetween } from '../../core/time/ledger-time.ts';
import { ratesOf } from '../support/rates-of.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** Entries that are added up while the caller waits. */
const MOST_ENTRIES = 20_000;

/** Providers' bills against the ledger. */
export function reconcileRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'POST',
      path: '/reports/reconcile',
      summary:
        'A bill (OpenAI costs, Anthropic cost report, AWS CUR or FOCUS CSV, plain CSV) against the ledger; 202 with a job when it is large',
      access: 'readers',
      query: reconcileQuery,
      body: reconcileBodySchema,
      rawBody: true,
      answer: reconciliationSchema,
      handle: async ({ text, query, caller }) => {
        const sent = readSentBill(text);
        const range = { from: query.from, to: query.to };
        const bill = readBill(sent, range, await ratesOf(ports).all(query.to));
        const rows = isSmallBill(bill) ? await ledgerRows(bill, ports) : undefined;
        if (rows) return { body: reconciliationAnswer(reconcile({ ...bill, ledger: rows.rows() })) };
        const id = ports.newId();
        const input: ReconcileJobInput = { billKey: `exports/${id}/bill.json`, ...range };
        await ports.files.putText(input.billKey, JSON.stringify(sent));
        await startJob(
          { ...ports.jobs, clock: ports.clock },
          { id, kind: 'reconcile', input, createdBy: caller.id },
        );
        return { status: 202, body: { jobId: id } };
      },
    }),
  ];
}

/** The ledger's rows of the bill's days; undefined when there are too many entries for one answer. */
async function ledgerRows(bill: ReadBill, ports: ApiPorts): Promise<LedgerRows | undefined> {
  const { history, totals, clock } = ports;
  const cells = await totals.cells(bill);
  if (cells.reduce((sum, { total }) => sum + total.events, 0) > MOST_ENTRIES) return undefined;
  const until = clock.now() + LONGEST_ANSWER_MS;
  const rows = new LedgerRows();
  for (const day of daysBetween(bill.from, bill.to)) {
    if (clock.now() >= until) return undefined;
    await addDay(day, rows, history);
  }
  return rows;
}
