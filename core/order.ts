/** What has an order of its own: numbers, exact amounts, and texts by their code units, the same everywhere. */
type Orderable = string | number | bigint;

/** Below 0 where `a` comes before `b`, above where after, as `sort` takes it. */
export type Order<T> = (a: T, b: T) => number;

/** Smallest first. */
export function compare<V extends Orderable>(a: V, b: V): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Items by a value of theirs, the smallest first. */
export function ascending<T>(value: (item: T) => Orderable): Order<T> {
  return (a, b) => compare(value(a), value(b));
}

/** Items by a value of theirs, the largest first. */
export function descending<T>(value: (item: T) => Orderable): Order<T> {
  return (a, b) => compare(value(b), value(a));
}

/** The first order that tells two items apart decides. */
export function orderedBy<T>(...orders: readonly Order<T>[]): Order<T> {
  return (a, b) => {
    for (const order of orders) {
      const result = order(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}
