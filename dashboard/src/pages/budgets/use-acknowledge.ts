import { useMutation, useQueryClient } from '@tanstack/react-query';
import { explain } from '../../api/api.ts';
import { useApi } from '../../parts/context.tsx';
import { useNotices } from '../../parts/notices.tsx';

/** Takes crossings up, each by one of its alerts, one after the other, so that many do not meet the limit of requests at once. */
export function useAcknowledge() {
  const api = useApi();
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids)
        await api.send('POST', `/alerts/${encodeURIComponent(id)}/acknowledge?crossing=true`);
    },
    onSuccess: () => notify('Acknowledged.'),
    onError: (error) => notify(explain(error), 'critical'),
    // Some are taken up although another was refused.
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && (path.startsWith('/alerts') || path === '/dashboard'),
      }),
  });
}
