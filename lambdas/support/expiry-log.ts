import type { Logger } from './logger.ts';
import type { GateLog } from '../../core/gate/gate-ports.ts';

/** Logs what the gate leaves to expiry. */
export function expiryLog(logger: Pick<Logger, 'warn'>): GateLog {
  return {
    leftToExpiry: ({ what, error }) => logger.warn('left to expiry', { what, error: error as Error }),
  };
}
