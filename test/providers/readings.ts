import type { UsageReading } from '../../providers/reading.ts';

type Parts = Readonly<Record<string, number | string>>;

/** What a provider sends, and the parts and attributes that it means. */
export type AcceptedRow = readonly [
  name: string,
  reading: UsageReading,
  usage: Parts,
  attributes?: Readonly<Record<string, string>>,
];

/** Usage that contradicts itself, and what is said about it. */
export type RejectedRow = readonly [name: string, reading: UsageReading, problem: RegExp];

/** What a rejected reading says. @throws when it was not rejected, or does not keep what was sent. */
export function problemsOf(reading: UsageReading): string {
  if (reading.kind !== 'rejected') throw new Error(`it was read as ${JSON.stringify(reading)}`);
  if (reading.raw === undefined) throw new Error('what was sent is lost');
  return reading.problems.join('; ');
}
