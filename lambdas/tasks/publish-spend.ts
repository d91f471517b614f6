import { CloudWatchSpendMetrics, cloudWatchClient } from '../../adapters/cloudwatch/spend-metric-sink.ts';
import { spendNamespaceOf } from '../../contracts/metric-namespaces.ts';
import { publishSpend } from '../../core/spend/spend-metrics.ts';
import { readVariable } from '../support/read-environment.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Publishes what the open day has cost so far, as the stage wants it. */
export function publishSpendTask({ ledger }: Pick<TaskContext<'settings' | 'totals'>, 'ledger'>): Task {
  const { settings, totals } = ledger;
  const { spendMetrics, timeZone } = settings;
  const sink = new CloudWatchSpendMetrics(cloudWatchClient(), spendNamespaceOf(readVariable('stage')));
  return (scheduledAt) => publishSpend(spendMetrics, Date.parse(scheduledAt), timeZone, totals, sink);
}
