import type { UsageReading } from '../../providers/reading.ts';

type Parts = Readonly<Record<string, number | string>>;

/** What a provider sends, and the parts and attributes that it means. */
export type AcceptedRow = readonly [
  name: string,
  reading: UsageReading,
  usage: Parts,
  attributes?: Readonly<Record<string, string>>,
];

/** Usage that contradicts itself: what is said about it, and the parts that are certain all the same. */
export type UncertainRow = readonly [name: string, reading: UsageReading, problem: RegExp, usage: Parts];

/** What an uncertain reading says, and its parts. @throws when it is certain, or does not keep what was sent. */
export function doubtsOf(reading: UsageReading): { problems: string; usage: Parts } {
  if (reading.kind === 'usage') throw new Error(`it was read as ${JSON.stringify(reading)}`);
  if (reading.raw === undefined) throw new Error('what was sent is lost');
  return { problems: reading.problems.join('; '), usage: reading.kind === 'uncertain' ? reading.usage : {} };
}
