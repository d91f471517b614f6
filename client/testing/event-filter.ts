import type { OutgoingEvent } from '../core/usage-event.ts';

/** Fields that an event must have; of tags, usage and other objects those that are named. */
export type EventFilter = {
  readonly [Name in keyof OutgoingEvent]?: OutgoingEvent[Name] | undefined;
};

/** True where `value` has all that `wanted` names. */
function holds(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([name, part]) =>
    holds((value as Record<string, unknown>)[name], part),
  );
}

/** True for an event with every field of the filter; `undefined` asks for a field that is absent. */
export function fitsFilter(event: OutgoingEvent, filter: EventFilter): boolean {
  return holds(event, filter);
}
