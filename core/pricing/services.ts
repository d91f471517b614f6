import { SERVICES } from '../../contracts/usage-vocabulary.ts';

const LEDGER_SERVICE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    machines: 'compute',
    gpu: 'compute',
    containers: 'compute',
    volumes: 'storage',
    dynamodb: 'storage',
    sns: 'queues',
  }),
);

const KNOWN = new Set<string>(SERVICES);

/** The ledger's name of a provider's service: one of the message contract's list, else `other`. */
export function ledgerService(service: string): string {
  if (KNOWN.has(service)) return service;
  return LEDGER_SERVICE.get(service) ?? 'other';
}

/** Whether a price may name this service: one of the ledger's, or a provider's that is part of one. */
export function isPricedService(service: string): boolean {
  return KNOWN.has(service) || LEDGER_SERVICE.has(service);
}
