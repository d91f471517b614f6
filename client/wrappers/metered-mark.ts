import { AsyncLocalStorage } from 'node:async_hooks';

const metered = new AsyncLocalStorage<true>();

/** Runs a call that a wrapper records: what watches the requests beneath it leaves them out. */
export function asMetered<T>(call: () => T): T {
  return metered.run(true, call);
}

/** Whether a wrapper records the call that is under way here. */
export function isMetered(): boolean {
  return metered.getStore() === true;
}
