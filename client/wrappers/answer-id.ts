import { lastingId } from '../../providers/lasting-id.ts';
import { fieldOf, textField } from '../convenience/read-usage.ts';

/** The way that calls are reported by here: another way's report of the same call meets the same id. */
export const VIA = 'wrapper';

/** The id that a provider gave its answer, in an answer or in an event of its stream. */
export function answerId(answer: unknown): string | undefined {
  const id =
    textField(fieldOf(answer, 'response'), 'id') ??
    textField(fieldOf(answer, 'message'), 'id') ??
    textField(answer, 'responseId') ??
    textField(answer, 'id');
  return uniqueId(id);
}

/**
 * An id that can be the only one, in characters that a message takes; the ledger has the same rule for what others
 * send.
 */
export function uniqueId(id: string | undefined): string | undefined {
  const lasting = lastingId(id);
  return lasting !== undefined && /^[\x21-\x7e]+$/.test(lasting) ? lasting : undefined;
}
