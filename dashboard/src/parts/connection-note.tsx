import { useSyncExternalStore } from 'react';
import { type Connection, connectionAt, onConnection } from '../api/connection.ts';
import { clockNow } from '../state/days.ts';

/** How often it is looked at whether a request hangs, ms. */
const EVERY = 500;

function subscribe(listener: () => void): () => void {
  const stop = onConnection(listener);
  const timer = setInterval(listener, EVERY);
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    stop();
    clearInterval(timer);
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

const WORDS: Readonly<Record<Exclude<Connection, 'fine'>, string>> = {
  offline: 'You are offline. What is shown is what was read last; the page reads again by itself.',
  hanging: 'The server takes long to answer. What is shown is what was read last.',
  failing: 'The API cannot be reached. What is shown is what was read last; the page asks again by itself.',
};

/** Says when nothing new can be read, within seconds. */
export function ConnectionNote() {
  const connection = useSyncExternalStore(subscribe, () => connectionAt(clockNow(), navigator.onLine));
  return (
    <div role="status" className="connection">
      {connection === 'fine' ? null : <p className="connection-note">{WORDS[connection]}</p>}
    </div>
  );
}
