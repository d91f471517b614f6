import { ascending, type Order, orderedBy } from '../order.ts';
import { type Alert, alertFamily, highestFirst, worstFirst } from './alert.ts';
import { reachedText } from './alert-wording.ts';

/** Alerts of one value and period, at least one: what was spent before what is only projected, each the worst first. */
export type Crossing = readonly [Alert, ...Alert[]];

const knownFirst: Order<Alert> = ascending(({ key }) => (key.basis === 'actual' ? 0 : 1));
const certainFirst: Order<Alert> = orderedBy(knownFirst, worstFirst);
const highestKnownFirst: Order<Alert> = orderedBy(knownFirst, highestFirst);

/**
 * What one mail about several alerts of a budget tells: its crossings, the worst first, each led by what was spent.
 * The first alert of the first crossing names the mail.
 */
export function crossingsOf(alerts: readonly Alert[]): readonly [Crossing, ...Crossing[]] {
  const groups = Map.groupBy(alerts.toSorted(worstFirst), ({ key }) => alertFamily(key));
  const crossings: Crossing[] = [...groups.values()].map(
    (together) => together.toSorted(certainFirst) as [Alert, ...Alert[]],
  );
  return crossings as [Crossing, ...Crossing[]];
}

/** `100%, 80%`, each once. */
function joined(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}

function thresholdsText(alerts: readonly Alert[]): string {
  return joined(alerts.toSorted(highestFirst).map(({ key }) => key.threshold));
}

/** Empty of a single one: the sentence before has said it. */
function manyText(alerts: readonly Alert[], what: string): string {
  return alerts.length < 2 ? '' : ` ${alerts.length} thresholds ${what}: ${thresholdsText(alerts)}.`;
}

/** A crossing's thresholds, the highest first, those apart that are only projected. */
export function thresholdsOf(together: Crossing): string {
  return joined(
    together
      .toSorted(highestKnownFirst)
      .map(({ key: { threshold, basis } }) => (basis === 'actual' ? threshold : `${threshold} (projected)`)),
  );
}

/** What is said where a mail is of more than one threshold: what was reached, and what is only projected. */
export function togetherText(together: Crossing): string {
  const reached = together.filter(({ key }) => key.basis === 'actual');
  const ahead = together.filter(({ key }) => key.basis === 'projected');
  const [first] = ahead;
  if (!first) return manyText(reached, 'were reached at once');
  if (reached.length === 0) return manyText(ahead, 'are projected to be reached');
  const end = `The projection for the end is ${reachedText(first)}, at or above ${thresholdsText(ahead)}.`;
  return `${manyText(reached, 'were reached at once')} ${end}`;
}
