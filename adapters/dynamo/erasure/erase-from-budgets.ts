import { MINUTE_MS } from '../../../core/time/ledger-time.ts';
import { NEXT_PASS_MS } from '../../../core/erasure/erasure.ts';
import { pseudonymised, pseudonymisedText } from '../../../core/erasure/pseudonymise.ts';
import { type Alert, alertId } from '../../../core/alerts/alert.ts';
import { alertKey, alertOf, alertSort } from '../alert-item.ts';
import { smallNumber, textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import {
  BUDGET_PARTITION,
  BUDGET_VERSION_KEY,
  OVERRIDE_VERSION_KEY,
  parseScopeKey,
  scopeKey,
  unescapeKey,
} from '../keys.ts';
import { ALIAS_PARTITION, OVERRIDE_PARTITION, PRICE_CHANGE_PARTITION } from '../override-store.ts';
import { changedText } from './erase-from-records.ts';
import { type ChangeOf, isEarly, type ItemContext, moving, raising, setting } from './item-change.ts';

/** Budgets of the user and by the user, and what was noted of their changes. */
export const changeBudget: ChangeOf = (item, context) => {
  const { erasure } = context;
  if (item['pk'] === BUDGET_PARTITION && item['j'] !== undefined) {
    const changed = erasure.pass > 1 ? undefined : changedText(item, 'j', context);
    if (changed === undefined) return undefined;
    return {
      actions: [setting(item, { j: changed }, ['j']), raising(BUDGET_VERSION_KEY)],
    };
  }
  if (item['by'] === undefined || !isEarly(smallNumber(item['t']), context, NEXT_PASS_MS)) return undefined;
  const by = item['by'] === erasure.userId ? erasure.pseudonym : textAttribute(item['by']);
  const w = pseudonymisedText(textAttribute(item['w']), erasure);
  if (by === item['by'] && w === item['w']) return undefined;
  return { actions: [setting(item, { by, w }, ['by'])] };
};

/** What was posted for the user; what is posted after the request belongs to a new one. */
export const changeRevenue: ChangeOf = (item, context) => {
  const { erasure } = context;
  const scope = parseScopeKey(textAttribute(item['sk']));
  const isOfUser = scope?.kind === 'user' && scope.id === erasure.userId;
  if (!isOfUser || !isEarly(smallNumber(item['t']), context)) return undefined;
  return { actions: moving(item, { sk: scopeKey({ ...scope, id: erasure.pseudonym }) }, 't') };
};

/**
 * What is held for the user, and gates that the user turned. While a hold of it is open, or when the gate was
 * turned after the request, it is in use; else it says nothing any more.
 */
export const changeHeld: ChangeOf = (item, context) => {
  const [, budgetId = '', value = ''] = textAttribute(item['pk']).split('#').map(unescapeKey);
  const { erasure, otherBudgets } = context;
  const isOfUser = value === erasure.userId && !otherBudgets.has(budgetId);
  const isTurner = item['gb'] === erasure.userId;
  const isTurnedLater = item['gt'] !== undefined && !isEarly(smallNumber(item['gt']), context);
  if (!(isOfUser || isTurner)) return undefined;
  if (isTurnedLater || (isOfUser && isInUse(item, context)) || isUntold(item)) {
    return erasure.pass > 1 ? undefined : { actions: [] };
  }
  if (!isOfUser) return { actions: [setting(item, { gb: erasure.pseudonym }, ['gb'])] };
  return { actions: [{ Delete: expired(item) }] };
};

function isInUse(item: Item, { now }: ItemContext): boolean {
  const minutes = Object.keys(item).filter((name) => /^e\d+$/.test(name));
  const last = Math.max(smallNumber(item['m']), ...minutes.map((name) => Number(name.slice(1))));
  return last * MINUTE_MS >= now;
}

/** A turn of the gate that waits to be told. */
function isUntold(item: Item): boolean {
  return Object.keys(item).some((name) => name.startsWith('ut|'));
}

function expired(item: Item) {
  const seen = Object.keys(item).filter((name) => ['held', 'g', 'm', 'a'].includes(name));
  const conditions = ['attribute_exists(pk)', ...seen.map((name) => `${name} = :${name}`)];
  const values = Object.fromEntries(seen.map((name) => [`:${name}`, item[name]]));
  return {
    Key: { pk: item['pk'], sk: item['sk'] },
    ConditionExpression: conditions.join(' AND '),
    ...(seen.length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

/** Holds that are closed or have expired; an open one is settled under the id it was made with. */
export const changeHold: ChangeOf = (item, context) => {
  const { erasure, now } = context;
  if (!isEarly(smallNumber(item['t']), context)) return undefined;
  const parts = JSON.parse(textAttribute(item['p'])) as unknown[][];
  const changed = parts.map((part) =>
    part[1] === 'user' && part[3] === erasure.userId ? part.with(3, erasure.pseudonym) : part,
  );
  const u = item['u'] === erasure.userId ? erasure.pseudonym : item['u'];
  const p = JSON.stringify(changed);
  if (u === item['u'] && p === JSON.stringify(parts)) return undefined;
  if (item['st'] === 'OPEN' && smallNumber(item['x']) > now) return { actions: [] };
  return { actions: [setting(item, u === undefined ? { p } : { u, p }, ['st'])] };
};

/**
 * Alerts about the user get the id that the pseudonym gives them, for ids are hashes of what they are about;
 * one that is still being sent is left to the next pass.
 */
export const changeAlert: ChangeOf = (item, context) => {
  const { erasure } = context;
  if (!isEarly(smallNumber(item['t']), context, NEXT_PASS_MS)) return undefined;
  const { key } = alertOf(item);
  const isAbout = key.value.kind === 'user' && key.value.id === erasure.userId;
  const kb = item['kb'] === erasure.userId ? { kb: erasure.pseudonym } : {};
  if (!isAbout) {
    return 'kb' in kb ? { actions: [setting(item, kb, ['kb'])] } : undefined;
  }
  if (item['x'] !== undefined) return { actions: [] };
  return { actions: moving(item, { ...renamed(item, key, context), ...kb }, 't') };
};

function renamed(item: Item, key: Alert['key'], { erasure }: ItemContext): Item {
  const id = alertId({ ...key, value: { ...key.value, id: erasure.pseudonym } });
  const j = JSON.stringify(pseudonymised(JSON.parse(textAttribute(item['j'])), erasure));
  return { ...alertKey(id), j, dsk: alertSort({ createdAt: smallNumber(item['t']), id }) };
}

/** Collections of what people said of prices. */
export const PRICES: readonly string[] = [OVERRIDE_PARTITION, PRICE_CHANGE_PARTITION, ALIAS_PARTITION];

/** Prices of the user's own go on for the pseudonym, so that entries are priced again as they were. */
export const changeOverride: ChangeOf = (item, context) => {
  if (!PRICES.includes(textAttribute(item['pk'])) || context.erasure.pass > 1) return undefined;
  const changed = changedText(item, 'j', context);
  if (changed === undefined) return undefined;
  return { actions: [setting(item, { j: changed }, ['j']), raising(OVERRIDE_VERSION_KEY)] };
};
