import { DAY_MS, type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import { type JobPorts, startJob } from '../jobs/job.ts';

/** When prices may be asked for again. */
export interface NextAsk {
  /** Not before. */
  readonly at: Instant;
  /** What was waited for last; doubled by each ask. */
  readonly pauseMs: number;
}

/** Keeps the turn to ask, for all functions together. Methods reject on outages. */
export interface PriceAsks {
  read(): Promise<NextAsk | undefined>;
  /** Takes the turn if it is still the one `seen`; answers false when another has taken it. */
  take(next: NextAsk, seen: NextAsk | undefined): Promise<boolean>;
}

export interface AskPorts extends JobPorts {
  readonly asks: PriceAsks;
  /** The feed's own rhythm: asks never wait longer. */
  readonly everyMinutes: number;
}

/**
 * Starts a look for newer prices because something came that has none: at once, and then after one, two, four …
 * minutes, as often as the feed is looked at anyway, so that a name which never gets a price costs next to nothing.
 * After a day without an ask the next one is at once again. Answers whether this call started a look.
 */
export function askForPrices({ asks, everyMinutes, ...ports }: AskPorts): () => Promise<boolean> {
  // Cached in this process, so that a burst of events reads the turn once.
  let notBefore = -Infinity;
  return async () => {
    const now = ports.clock.now();
    if (now < notBefore) return false;
    const seen = await asks.read();
    if (seen && now < seen.at) {
      notBefore = seen.at;
      return false;
    }
    const isFresh = !seen || now - seen.at > DAY_MS;
    const pauseMs = isFresh ? MINUTE_MS : Math.min(seen.pauseMs * 2, everyMinutes * MINUTE_MS);
    const next: NextAsk = { at: now + pauseMs, pauseMs };
    notBefore = next.at;
    if (!(await asks.take(next, seen))) return false;
    const start = {
      id: `fetch-prices-asked-${now}`,
      kind: 'fetch-prices' as const,
      input: {},
      createdBy: 'unpriced usage',
    };
    await startJob(ports, start);
    return true;
  };
}
