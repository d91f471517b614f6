import { isAtItsEnd, pushOpenMarks, STREAM_HOURS } from '../../core/spend/push-open-marks.ts';
import { type AggregateLedger, aggregatePorts } from '../support/aggregate-ports.ts';
import type { Task, TaskContext } from './task-context.ts';
import { MINUTE_MS } from '../../core/time/ledger-time.ts';

/** A run ends after this, well within the function's time: the next one goes on from there. */
const RUN_MS = 3 * MINUTE_MS;

/** Adds entries whose stream record was lost. */
export function pushOpenMarksTask({
  ledger,
  metrics,
}: TaskContext<keyof AggregateLedger | 'marks' | 'settings'>): Task {
  const { clock, marks, settings } = ledger;
  const ports = aggregatePorts(ledger);
  return async () => {
    const before = await marks.read();
    const run = { pass: before, hours: STREAM_HOURS, deadline: clock.now() + RUN_MS };
    const pass = await pushOpenMarks(marks, ports, run, settings.timeZone);
    const isOver = isAtItsEnd(pass);
    if (!isOver || before) await marks.keep(isOver ? undefined : pass);
    // A pass that takes several runs tells of each mark and each record once.
    metrics.addMetric('OpenMarks', pass.marks - (before?.marks ?? 0));
    metrics.addMetric('OpenRecordsFailed', pass.failed - (before?.failed ?? 0));
  };
}
