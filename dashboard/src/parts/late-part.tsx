import { type ComponentType, lazy, useState } from 'react';
import { watched } from '../api/connection.ts';
import { clockNow } from '../state/days.ts';

/** A part whose script comes after the page's own. */
export interface LatePart<P extends object> {
  readonly Part: ComponentType<P>;
  /** Has the script come before the part is drawn; a script that does not come is asked for again by drawing it. */
  readonly preload: () => Promise<void>;
}

/**
 * A component whose script comes by `load`. Drawn before it is there, it suspends. Drawn behind it, it is there at
 * once: React's own `lazy` would suspend all the same, and keeps a placeholder that it has shown up for 300 ms.
 */
export function latePart<P extends object>(load: () => Promise<ComponentType<P>>): LatePart<P> {
  let loaded: ComponentType<P> | undefined;
  const take = async () => (loaded = await watched(load, clockNow, true));
  const Late = lazy(async () => ({ default: await take() }));
  function Part(props: P) {
    // The same for as long as it is drawn: another component would lose what the person has done in it.
    const [Drawn] = useState<ComponentType<P> | typeof Late>(() => loaded ?? Late);
    return <Drawn {...props} />;
  }
  return { Part, preload: () => take().then(noMatter, noMatter) };
}

function noMatter(): void {
  // Drawing the part tells what went wrong.
}
