import type { WorkStore } from '../core/jobs/work-store.ts';

/** Keeps what jobs put aside in memory; `texts` for looking at it. */
export function memoryWork(): WorkStore & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    put: (key, text) => {
      texts.set(key, text);
      return Promise.resolve();
    },
    get: (key) => Promise.resolve(texts.get(key)),
  };
}
