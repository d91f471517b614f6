import { ConflictError } from '../errors.ts';

/** Rounds of reading again; each one that fails is another's change that came through. */
const MOST_ROUNDS = 20;

/**
 * Repeats a change that reads, decides and writes on the condition that nothing else changed: two admins who
 * change different fields at once both get what they asked for. `attempt` answers undefined when it was
 * overtaken. Rejects with ConflictError when that never ends.
 */
export async function changeOnce<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const done = await attempt();
    if (done !== undefined) return done;
  }
  throw new ConflictError('others change the same at this moment: try again');
}
