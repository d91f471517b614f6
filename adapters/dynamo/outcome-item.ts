import { ENTITY } from '../../contracts/table-layout.ts';
import type { Outcome, OutcomeKind } from '../../core/usage/entry.ts';
import { dayText, smallNumber, textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { outcomeKey } from './keys.ts';

/** The stored form of an outcome. */
export function outcomeItem(outcome: Outcome): Item {
  return {
    ...outcomeKey(outcome),
    e: ENTITY.outcome,
    r: outcome.recordedAt,
    rb: outcome.mark?.batch,
    i: outcome.mark?.index,
    ei: outcome.eventId,
    rn: outcome.reason,
    er: outcome.errors.length > 0 ? outcome.errors.map(({ field, message }) => [field, message]) : undefined,
    bd: outcome.body,
    bk: outcome.bodyKey,
  };
}

const KINDS: readonly string[] = ['duplicate', 'conflict', 'rejected', 'unreadable'] satisfies OutcomeKind[];

/** Reads a stored outcome. Throws a TypeError when the item is not one. */
export function outcomeOf(item: Item): Outcome {
  const [, day] = /^X#(.+)$/.exec(textOf(item['pk'])) ?? [];
  const parts = textOf(item['sk']).split('#');
  const kind = parts.pop() ?? '';
  const index = Number(parts.pop());
  if (!day || !KINDS.includes(kind) || Number.isNaN(index)) {
    throw new TypeError(`the item ${textOf(item['pk'])} / ${textOf(item['sk'])} is no outcome`);
  }
  const { rb, ei, bd, bk } = item;
  return {
    kind: kind as OutcomeKind,
    day: dayText(day),
    messageId: parts.join('#'),
    index,
    recordedAt: smallNumber(item['r']),
    mark: rb === undefined ? undefined : { batch: textOf(rb), index: smallNumber(item['i']) },
    eventId: ei === undefined ? undefined : textOf(ei),
    reason: textOf(item['rn']),
    errors: ((item['er'] ?? []) as [string, string][]).map(([field, message]) => ({ field, message })),
    body: bd === undefined ? undefined : textOf(bd),
    bodyKey: bk === undefined ? undefined : textOf(bk),
  };
}
