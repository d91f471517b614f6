import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { ulid } from 'ulid';
import { jitteredPause } from '../../adapters/clock/jittered-pause.ts';
import { DynamoLedgerWriter } from '../../adapters/dynamo/ledger-writer.ts';
import { DynamoMarkReader } from '../../adapters/dynamo/mark-reader.ts';
import { DynamoTotalsWriter } from '../../adapters/dynamo/totals-writer.ts';
import { pushOpenMarks } from '../../core/spend/push-open-marks.ts';
import { unreadableOutcome } from '../../core/usage/unreadable.ts';
import type { Task, TaskContext } from './task-context.ts';

/** The stream keeps 24 hours: what is older can only come back through the table. */
const HOURS_LOOKED_AT = 26;

/** Adds entries whose stream record was lost. */
export function pushOpenMarksTask({ client, table, settings, clock, metrics }: TaskContext): Task {
  const ledger = new DynamoLedgerWriter(client, table);
  const marks = new DynamoMarkReader(client, table);
  const ports = {
    totals: new DynamoTotalsWriter(client, table, () => ulid(clock.now())),
    clock,
    pause: jitteredPause,
    quarantine: async ({ name }: { name: string }, reason: string) => {
      await ledger.putOutcome(unreadableOutcome(name, reason, clock.now()));
    },
  };
  return async () => {
    const { open, failed } = await pushOpenMarks(marks, ports, HOURS_LOOKED_AT, settings.timeZone);
    metrics.addMetric('OpenMarks', MetricUnit.Count, open);
    metrics.addMetric('OpenRecordsFailed', MetricUnit.Count, failed);
  };
}
