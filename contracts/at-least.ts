/** The words before an amount from which events without a price are missing; empty where none is. */
export function atLeast(unpricedEvents: number | null | undefined): 'at least ' | '' {
  return (unpricedEvents ?? 0) > 0 ? 'at least ' : '';
}
