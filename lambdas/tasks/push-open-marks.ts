import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { pushOpenMarks } from '../../core/spend/push-open-marks.ts';
import { type AggregateLedger, aggregatePorts } from '../support/aggregate-ports.ts';
import type { Task, TaskContext } from './task-context.ts';

/** The stream keeps 24 hours: what is older can only come back through the table. */
const HOURS_LOOKED_AT = 26;

/** Adds entries whose stream record was lost. */
export function pushOpenMarksTask({
  ledger,
  metrics,
}: TaskContext<keyof AggregateLedger | 'marks' | 'settings'>): Task {
  const ports = aggregatePorts(ledger);
  return async () => {
    const { open, failed } = await pushOpenMarks(
      ledger.marks,
      ports,
      HOURS_LOOKED_AT,
      ledger.settings.timeZone,
    );
    metrics.addMetric('OpenMarks', MetricUnit.Count, open);
    metrics.addMetric('OpenRecordsFailed', MetricUnit.Count, failed);
  };
}
