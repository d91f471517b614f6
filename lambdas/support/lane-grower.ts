import type { Logger } from './logger.ts';
import { type Contention, LaneGrowth } from '../../core/spend/total-lanes.ts';
import type { Ledger } from '../composition/ledger.ts';

/** Gives totals more lanes when commits meet each other; never rejects, since the next batch tells again. */
export function laneGrower(
  { clock, totalLanes }: Pick<Ledger, 'clock' | 'totalLanes'>,
  logger: Pick<Logger, 'info' | 'warn'>,
): (contention: Contention) => Promise<void> {
  const growth = new LaneGrowth(totalLanes, clock);
  return async (contention) => {
    try {
      const lanes = await growth.note(contention);
      if (lanes !== undefined) logger.info('totals of new entries have more lanes now', { lanes });
    } catch (error) {
      logger.warn('lanes of totals could not grow', { error: error as Error });
    }
  };
}
