import { type Query, useMutation, useQueryClient } from '@tanstack/react-query';
import { explain } from '../../api/api.ts';
import { useApi } from '../../parts/context.tsx';
import { useNotices } from '../../parts/notices.tsx';

/** Where the crossing of an alert is taken up. */
export function acknowledgePath(id: string): string {
  return `/alerts/${encodeURIComponent(id)}/acknowledge?crossing=true`;
}

/** What an acknowledgement changes. */
export function isOfAlerts({ queryKey: [path] }: Pick<Query, 'queryKey'>): boolean {
  return typeof path === 'string' && (path.startsWith('/alerts') || path === '/dashboard');
}

/** Takes a crossing up by one of its alerts. */
export function useAcknowledge() {
  const api = useApi();
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: (id: string) => api.send('POST', acknowledgePath(id)),
    onSuccess: () => notify('Acknowledged.'),
    onError: (error) => notify(explain(error), 'critical'),
    onSettled: () => client.invalidateQueries({ predicate: isOfAlerts }),
  });
}
