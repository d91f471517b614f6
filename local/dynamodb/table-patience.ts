import { ENVIRONMENT, TABLE_ANSWER_MS } from '../../contracts/environment-variables.ts';
import type { Slowness } from '../limits.ts';

/**
 * How long a function that starts now waits for the table: as long as in AWS, and longer by as much as this machine
 * is slower at that moment; `fixed` milliseconds where they are given.
 */
export function tablePatience(slowness: Slowness, fixed?: number): () => Readonly<Record<string, string>> {
  return () => ({ [ENVIRONMENT.tableAnswerMs]: String(fixed ?? Math.ceil(TABLE_ANSWER_MS * slowness())) });
}
