import { fieldOf } from '../convenience/read-usage.ts';

/**
 * When an answer of OpenAI's says that it was made, in seconds, by the first of these fields that it has; undefined
 * where it has none. What is looked at more than once must say the same each time.
 */
export function answerTime(answer: unknown, ...names: readonly string[]): Date | undefined {
  const seconds = names
    .map((name) => fieldOf(answer, name))
    .find((value) => value !== undefined && value !== null);
  return typeof seconds === 'number' ? new Date(seconds * 1000) : undefined;
}
