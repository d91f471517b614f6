import { channel } from 'node:diagnostics_channel';
import type { WatchedRequest } from './watched-request.ts';

/** What a channel's messages are told to. */
export type Watched = Pick<
  WatchedRequest,
  'wrote' | 'answered' | 'received' | 'ended' | 'broke' | 'countUncovered'
>;

/** Begins to watch a request; undefined for a host that is not known. */
export type Begin = (method: string, url: string) => Watched | undefined;

type Listener = (message: never) => void;

/** Subscribes to channels by name; a fault of a listener stays inside. Answers what ends all of it. */
export function subscribeAll(listeners: Readonly<Record<string, Listener>>): () => void {
  const subscribed = Object.entries(listeners).map(([name, listener]) => {
    const safe = (message: unknown): void => {
      try {
        listener(message as never);
      } catch {
        // The application's request goes on, recorded or not.
      }
    };
    const one = channel(name);
    one.subscribe(safe);
    return () => one.unsubscribe(safe);
  });
  return () => {
    for (const end of subscribed) end();
  };
}
