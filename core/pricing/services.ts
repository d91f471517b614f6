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

const KNOWN: ReadonlySet<string> = new Set(SERVICES);

/** Whether a text is a service of the ledger as it stands. */
export function isService(text: string): boolean {
  return KNOWN.has(text);
}

/** The ledger's name of a provider's service: one of the message contract's list, else `other`. */
export function ledgerService(service: string): string {
  if (isService(service)) return service;
  return LEDGER_SERVICE.get(service) ?? 'other';
}

/** Whether a price may name this service: one of the ledger's, or a provider's that is part of one. */
export function isPricedService(service: string): boolean {
  return isService(service) || LEDGER_SERVICE.has(service);
}
