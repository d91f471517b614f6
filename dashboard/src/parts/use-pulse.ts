import { useRead } from '../api/use-read.ts';

/** Asks for something small where the page itself asks seldom or not at all: an API that hangs is told of all the same. */
export function usePulse(): void {
  useRead('/history');
}
