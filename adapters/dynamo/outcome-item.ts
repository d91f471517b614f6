import { OUTCOME_KINDS, type OutcomeKind } from '../../contracts/usage-vocabulary.ts';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { Outcome } from '../../core/usage/entry.ts';
import { dayText, smallNumber, textAttribute } from './document-client.ts';
import { type Item, PLACED } from './entry-item.ts';
import { outcomeKey } from './keys.ts';

/** The stored form of an outcome. */
export function outcomeItem(outcome: Outcome): Item {
  return {
    ...outcomeKey(outcome),
    e: ENTITY.outcome,
    r: outcome.recordedAt,
    [PLACED.batch]: outcome.mark?.batch,
    [PLACED.index]: outcome.mark?.index,
    ei: outcome.eventId,
    rn: outcome.reason,
    er: outcome.errors.length > 0 ? outcome.errors.map(({ field, message }) => [field, message]) : undefined,
    bd: outcome.body,
    bk: outcome.bodyKey,
  };
}

const KINDS: readonly string[] = OUTCOME_KINDS;

/** Reads a stored outcome. Throws a TypeError when the item is not one. */
export function outcomeOf(item: Item): Outcome {
  const [, day] = /^X#(.+)$/.exec(textAttribute(item['pk'])) ?? [];
  const parts = textAttribute(item['sk']).split('#');
  const kind = parts.pop() ?? '';
  const index = Number(parts.pop());
  if (!day || !KINDS.includes(kind) || Number.isNaN(index)) {
    throw new TypeError(`the item ${textAttribute(item['pk'])} / ${textAttribute(item['sk'])} is no outcome`);
  }
  const { [PLACED.batch]: batch, ei, bd, bk } = item;
  return {
    kind: kind as OutcomeKind,
    day: dayText(day),
    messageId: parts.join('#'),
    index,
    recordedAt: smallNumber(item['r']),
    mark:
      batch === undefined
        ? undefined
        : { batch: textAttribute(batch), index: smallNumber(item[PLACED.index]) },
    eventId: ei === undefined ? undefined : textAttribute(ei),
    reason: textAttribute(item['rn']),
    errors: ((item['er'] ?? []) as [string, string][]).map(([field, message]) => ({ field, message })),
    body: bd === undefined ? undefined : textAttribute(bd),
    bodyKey: bk === undefined ? undefined : textAttribute(bk),
  };
}
