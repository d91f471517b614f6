import type { Item } from './entry-item.ts';

/**
 * What items of a list say; one that somebody damaged is left out and hides no neighbour. `leaveOut` hears of it where
 * its absence has to be told.
 */
export function readableItems<Value>(
  items: readonly Item[],
  read: (item: Item) => Value,
  leaveOut: (item: Item) => void = () => undefined,
): Value[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch {
      leaveOut(item);
      return [];
    }
  });
}
