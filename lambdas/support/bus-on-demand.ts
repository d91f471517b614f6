import type { EventPublisher } from '../../core/alerts/alert-ports.ts';
import { once } from '../../core/once.ts';
import { readVariable } from './read-environment.ts';

/**
 * The ledger's bus as a function has it that seldom tells something: its client is loaded by the first event. Throws an
 * Error that names a missing variable at once.
 */
export function busOnDemand(): EventPublisher {
  const bus = readVariable('eventBusName');
  const open = once(async () =>
    (await import('../../adapters/eventbridge/event-publisher.ts')).busPublisher(bus),
  );
  return {
    totalsChanged: async (...told) => await (await open()).totalsChanged(...told),
    alertsWaiting: async (...told) => await (await open()).alertsWaiting(...told),
    gateChanged: async (...told) => await (await open()).gateChanged(...told),
    alertRaised: async (...told) => await (await open()).alertRaised(...told),
  };
}
