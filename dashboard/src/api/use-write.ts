import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../parts/context.tsx';
import { useNotices } from '../parts/notices.tsx';
import { explain, type WriteMethod } from './api.ts';

interface Write {
  readonly method?: WriteMethod;
  readonly path: string;
  readonly body?: object;
}

interface WriteOptions<T> {
  /** Said when it is done. */
  readonly done?: string | ((answer: T) => string);
  /** First parts of the paths to read again. */
  readonly refresh?: readonly string[];
  readonly onDone?: (answer: T) => void;
}

/** A change: it says when it is done or why not, and reads again what it touches. */
export function useWrite<T = unknown>({ done, refresh = [], onDone }: WriteOptions<T> = {}) {
  const api = useApi();
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: ({ method = 'POST', path, body }: Write) => api.send<T>(method, path, body),
    onSuccess: async (answer) => {
      if (done !== undefined) notify(typeof done === 'string' ? done : done(answer));
      onDone?.(answer);
      await client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && refresh.some((prefix) => path.startsWith(prefix)),
      });
    },
    onError: (error) => notify(explain(error), 'critical'),
  });
}
