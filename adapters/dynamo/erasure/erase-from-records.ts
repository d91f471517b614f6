import { NEXT_PASS_MS } from '../../../core/erasure/erasure.ts';
import { pseudonymised, pseudonymisedJson, pseudonymisedText } from '../../../core/erasure/pseudonymise.ts';
import { OPTIMIZATION_PARTITION } from '../optimization-store.ts';
import { JUDGED_PREFIX } from '../anomaly-store.ts';
import { creatorPartition } from '../creator-item.ts';
import { smallNumber, textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { IMPORT_KEY } from '../import-store.ts';
import { unescapeKey } from '../keys.ts';
import { ERASURE_PARTITION } from './erasure-store.ts';
import { type ChangeOf, isEarly, type ItemContext, moving, setting } from './item-change.ts';

/** A minute ends, and a lease of requests with it. */
const REQUESTS_OVER_MS = 120_000;

/**
 * What was rejected: the id goes out of the body as it was received and out of the reasons, which may quote
 * it. Rejections of what happened after the request belong to a new user.
 */
export const changeOutcome: ChangeOf = (item, context) => {
  const { erasure } = context;
  const body = item['bd'] === undefined ? undefined : textAttribute(item['bd']);
  if (!isEarly(smallNumber(item['r']), context) && !isEarlyEvent(body, context)) return undefined;
  const bodyKey = item['bk'] === undefined ? undefined : textAttribute(item['bk']);
  const errors = (item['er'] ?? []) as string[][];
  const sets: Record<string, unknown> = {
    ...(body === undefined ? {} : { bd: pseudonymisedJson(body, erasure) }),
    ...(errors.length === 0
      ? {}
      : { er: errors.map((texts) => texts.map((text) => pseudonymisedText(text, erasure))) }),
  };
  const changed = JSON.stringify(sets['bd']) !== JSON.stringify(body) || isOther(sets['er'], item['er']);
  if (!changed) return bodyKey === undefined ? undefined : { actions: [], body: bodyKey };
  return { actions: [setting(item, sets, ['r'])], body: bodyKey };
};

function isOther(next: unknown, before: unknown): boolean {
  return next !== undefined && JSON.stringify(next) !== JSON.stringify(before);
}

/** By the event's own time; a body without one counts by the time it was recorded. */
function isEarlyEvent(body: string | undefined, context: ItemContext): boolean {
  const [, time] = /"(?:occurredAt|time)":"([^"]+)"/.exec(body ?? '') ?? [];
  return time !== undefined && isEarly(Date.parse(time), context);
}

/**
 * Jobs that ended: their input, their result and the user who asked for them. A running one is left to the next pass.
 */
export const changeJob: ChangeOf = (item, context) => {
  if (item['pk'] === ERASURE_PARTITION) return undefined;
  const text = textAttribute(item['d']);
  const { createdAt } = JSON.parse(text) as { createdAt: number };
  if (!isEarly(createdAt, context, NEXT_PASS_MS)) return undefined;
  const changed = pseudonymisedJson(text, context.erasure);
  if (changed === text) return undefined;
  if (item['st'] === 'running') return { actions: [] };
  return { actions: [setting(item, { d: changed }, ['v'])] };
};

/**
 * Creator marks go with the request; these are what the index by creator does not know. Marks set after the
 * first pass name a new user.
 */
export const changeName: ChangeOf = (item, { erasure }) => {
  if (item['cb'] !== erasure.userId || erasure.pass > 1) return undefined;
  const Update = {
    Key: { pk: item['pk'], sk: item['sk'] },
    UpdateExpression: 'REMOVE cb',
    ConditionExpression: 'cb = :user',
    ExpressionAttributeValues: { ':user': erasure.userId },
  };
  return { actions: [{ Update }] };
};

/** Places in the index by creator that were taken while the request was served. */
export const changeCreated: ChangeOf = (item, { erasure }) => {
  if (item['pk'] !== creatorPartition(erasure.userId) || erasure.pass > 1) return undefined;
  return { actions: [{ Delete: { Key: { pk: item['pk'], sk: item['sk'] } } }] };
};

/** An optimization is replaced on the condition of its revision, so its revision goes up. */
export const changeOptimization: ChangeOf = (item, context) => {
  if (item['pk'] !== OPTIMIZATION_PARTITION) return undefined;
  const text = textAttribute(item['d']);
  const changed = pseudonymisedJson(text, context.erasure);
  if (changed === text || context.erasure.pass > 1) return undefined;
  return { actions: [setting(item, { d: changed, v: smallNumber(item['v']) + 1 }, ['v'])] };
};

/** A value of JSON in a text attribute, with the user replaced; undefined when it does not name the user. */
export function changedText(item: Item, attribute: string, { erasure }: ItemContext): string | undefined {
  const text = textAttribute(item[attribute]);
  const changed = JSON.stringify(pseudonymised(JSON.parse(text), erasure));
  return changed === JSON.stringify(JSON.parse(text)) ? undefined : changed;
}

/** A judged day names many: what it found of the user is under the pseudonym, where the nightly run puts it too. */
function changeJudged(item: Item, context: ItemContext): ReturnType<ChangeOf> {
  if (!isEarly(smallNumber(item['at']), context, 2 * NEXT_PASS_MS)) return undefined;
  const d = changedText(item, 'd', context);
  return d === undefined ? undefined : { actions: [setting(item, { d }, ['at'])] };
}

/** Anomalies of the user are under a key with the id in it, or on a judged day. */
export const changeAnomaly: ChangeOf = (item, context) => {
  const { erasure } = context;
  if (textAttribute(item['pk']).startsWith(JUDGED_PREFIX)) return changeJudged(item, context);
  const [since = '', dimension = '', kind = '', key = ''] = textAttribute(item['sk']).split('#');
  if (dimension !== 'user' || unescapeKey(key) !== erasure.userId) return undefined;
  if (!isEarly(smallNumber(item['at']), context, 2 * NEXT_PASS_MS)) return undefined;
  const d = changedText(item, 'd', context) ?? item['d'];
  const sk = [since, dimension, kind, erasure.pseudonym].join('#');
  return { actions: moving(item, { sk, d }, 'at') };
};

/** Request counts live for minutes: those whose minute is over just go. */
export const changeRequests: ChangeOf = (item, { erasure, now }) => {
  const [, , ...caller] = textAttribute(item['pk']).split('#').map(unescapeKey);
  const isOver = Date.parse(`${textAttribute(item['sk'])}Z`) < now - REQUESTS_OVER_MS;
  if (caller.join('#') !== erasure.userId || !isOver) return undefined;
  return { actions: [{ Delete: { Key: { pk: item['pk'], sk: item['sk'] } } }] };
};

/** Who opened an import: one that is over just goes. */
export const changeImport: ChangeOf = (item, { erasure, now }) => {
  const isOfUser = item['pk'] === IMPORT_KEY.pk && item['by'] === erasure.userId;
  if (!isOfUser || erasure.pass > 1) return undefined;
  if (smallNumber(item['un']) >= now) return { actions: [setting(item, { by: erasure.pseudonym }, ['by'])] };
  const seen = { ConditionExpression: 'un = :until', ExpressionAttributeValues: { ':until': item['un'] } };
  return { actions: [{ Delete: { Key: { ...IMPORT_KEY }, ...seen } }] };
};

/** Who made a key; the key itself names no person. */
export const changeServiceKey: ChangeOf = (item, context) => {
  const { userId, pseudonym } = context.erasure;
  if (item['by'] !== userId || !isEarly(smallNumber(item['at']), context)) return undefined;
  return { actions: [setting(item, { by: pseudonym }, ['by'])] };
};
