import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Api, explain } from '../../api/api.ts';
import type { Alert, AlertList } from '../../api/types.ts';
import { formatCount } from '../../format/format-money.ts';
import { useApi } from '../../parts/context.tsx';
import { useNotices } from '../../parts/notices.tsx';
import { crossingsOf } from './crossings.ts';
import { acknowledgePath, isOfAlerts } from './use-acknowledge.ts';

type AlertQuery = Readonly<Record<string, string | number | undefined>>;

interface Progress {
  readonly done: number;
  readonly of: number;
}

/** Kept with the answers, so that a page that was left and opened again goes on counting. */
const PROGRESS = ['acknowledging'];

/** Every alert of a query, page by page. */
async function readAlerts(api: Api, query: AlertQuery): Promise<Alert[]> {
  const alerts: Alert[] = [];
  let cursor: string | undefined;
  do {
    const page: AlertList = await api.get<AlertList>('/alerts', { ...query, cursor });
    alerts.push(...page.alerts);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return alerts;
}

/** Takes up each crossing of a query that waits, listed or not, one after the other; `progress` while it does. */
export function useAcknowledgeAll(query: AlertQuery) {
  const api = useApi();
  const client = useQueryClient();
  const { notify } = useNotices();
  const { data: progress } = useQuery<Progress | null>({ queryKey: PROGRESS, queryFn: skipToken });
  const say = (next: Progress | null) => client.setQueryData<Progress | null>(PROGRESS, next);
  const told = () => {
    const last = client.getQueryData<Progress | null>(PROGRESS);
    return last ? `${formatCount(last.done)} of ${formatCount(last.of)}` : 'None';
  };
  const { mutate } = useMutation({
    mutationFn: async () => {
      const waiting = crossingsOf(await readAlerts(api, query)).filter((one) => one.waiting.length > 0);
      say({ done: 0, of: waiting.length });
      for (const [index, { worst }] of waiting.entries()) {
        await api.send('POST', acknowledgePath(worst.id));
        say({ done: index + 1, of: waiting.length });
      }
    },
    onSuccess: () => notify(`${told()} acknowledged.`),
    onError: (error) => notify(`${told()} acknowledged: ${explain(error)}`, 'critical'),
    onSettled: () => {
      say(null);
      return client.invalidateQueries({ predicate: isOfAlerts });
    },
  });
  return {
    progress: progress ?? undefined,
    start: () => {
      say({ done: 0, of: 0 });
      mutate();
    },
  };
}
