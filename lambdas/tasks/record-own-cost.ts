import { CloudWatchMetricReader } from '../../adapters/cloudwatch/metric-reader.ts';
import { ownPartsSchema } from '../../contracts/own-parts.ts';
import { recordOwnCost } from '../../core/own-cost/record-own-usage.ts';
import { usageSender } from '../composition/queues.ts';
import { readVariable } from '../support/read-environment.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Records what the ledger itself cost; the schedule exists only where the stage asks for it. */
export function recordOwnCostTask({ logger }: Pick<TaskContext<never>, 'logger'>): Task {
  return async (scheduledAt) => {
    const sender = usageSender();
    const named = ownPartsSchema.parse(JSON.parse(readVariable('ownParts')));
    const self = {
      name: readVariable('functionName'),
      memoryMb: Number(readVariable('functionMemory')),
    };
    const place = {
      stage: readVariable('stage'),
      region: readVariable('region'),
      parts: { ...named, functions: [...named.functions, self] },
    };
    const ports = { metrics: new CloudWatchMetricReader(), send: sender.send.bind(sender) };
    const messages = await recordOwnCost(ports, place, Date.parse(scheduledAt));
    logger.info('own cost', { messages });
  };
}
