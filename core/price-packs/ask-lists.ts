import { feedPlace } from '../../contracts/feed-address.ts';
import type { PriceFeed, SecondOpinion } from '../../contracts/price-pack.ts';
import { parseJson } from '../json-text.ts';
import { type Instant, isoTime } from '../time/ledger-time.ts';
import { LIST_READERS, opinionsOfList } from './said-prices.ts';

/** What published lists say now, and those of which nothing could be read, each with its reason. */
export interface AskedLists {
  readonly opinions: readonly SecondOpinion[];
  readonly silent: readonly string[];
}

/** Fetches the lists of a feed and reads their prices; one that does not answer stops no other. Never rejects. */
export async function askLists(
  lists: PriceFeed['secondSources'],
  fetchText: (url: string) => Promise<string>,
  now: Instant,
): Promise<AskedLists> {
  const seen = isoTime(now).slice(0, 10);
  const answers = await Promise.allSettled(
    lists.map(async ({ list, url }) => {
      const said = LIST_READERS[list](parseJson(await fetchText(url)));
      if (said.length === 0) throw new Error(`${feedPlace(url)} has no price that ${list} would write`);
      return opinionsOfList(list, said, seen);
    }),
  );
  return {
    opinions: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
    silent: answers.flatMap((answer) => (answer.status === 'rejected' ? [reasonText(answer.reason)] : [])),
  };
}

function reasonText(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
