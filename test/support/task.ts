import { ledgerOn } from '../../testing/ledger-on.ts';
import type { TestDynamo } from '../../testing/dynamo.ts';
import type { Clock } from '../../core/time/ledger-time.ts';
import type { Ledger } from '../../lambdas/composition/ledger.ts';
import type { TaskContext } from '../../lambdas/tasks/task-context.ts';
import { wholeTable } from './whole-table.ts';

/** What a scheduled task works with on a table of the embedded engine, and what leaves it. */
export interface TestTask {
  readonly ledger: Ledger;
  readonly context: TaskContext<keyof Ledger>;
  /** Ids of jobs that were put on the queue. */
  readonly started: string[];
  /** Metrics as `name value`. */
  readonly metrics: string[];
  /** Log lines, their fields as JSON. */
  readonly logs: string[];
  /** Every item of the table by its key. */
  readonly table: () => Promise<Map<string, unknown>>;
}

/** The context of a task over the ledger on `table`, at the clock's time. */
export function taskOn(
  dynamo: TestDynamo,
  table: string,
  clock: Clock,
  settings: Parameters<typeof ledgerOn>[2] = {},
): TestTask {
  const client = dynamo.client();
  const ledger = ledgerOn(client, table, { trackedTags: ['tier'], ...settings }, clock);
  const started: string[] = [];
  const metrics: string[] = [];
  const logs: string[] = [];
  const log = (message: unknown, ...more: unknown[]) => void logs.push(JSON.stringify([message, ...more]));
  return {
    ledger,
    started,
    metrics,
    logs,
    context: {
      ledger,
      queue: { send: (id) => Promise.resolve(void started.push(id)) },
      logger: { info: log, warn: log },
      metrics: { addMetric: (name, value) => void metrics.push(`${name} ${value}`) },
    },
    table: async () => {
      const items = await wholeTable(client, table);
      return new Map(items.map((item) => [`${String(item['pk'])} ${String(item['sk'])}`, item]));
    },
  };
}
