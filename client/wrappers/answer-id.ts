import { lastingId } from '../../providers/lasting-id.ts';
import { fieldOf, textField, VIA } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';

/** The id that a provider gave its answer, in an answer or in an event of its stream. */
export function answerId(answer: unknown): string | undefined {
  const id =
    textField(fieldOf(answer, 'response'), 'id') ??
    textField(fieldOf(answer, 'message'), 'id') ??
    textField(answer, 'responseId') ??
    textField(fieldOf(answer, 'metadata'), 'request_id') ??
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

/**
 * The id of an answer that may be looked at more than once: its own, so that other reports of the call meet it, else
 * the one given.
 */
export function lookedAtId(answer: unknown, otherwise: string): Pick<UsageDraft, 'id' | 'via'> {
  const id = uniqueId(textField(answer, 'id'));
  return id === undefined ? { id: otherwise } : { id, via: VIA };
}
