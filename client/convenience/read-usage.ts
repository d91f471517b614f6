import type { UsageReading } from '../../providers/reading.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { definedAttributes } from './draft-extras.ts';

/** What a provider's answer adds to a draft. */
export type ReadUsage = Pick<UsageDraft, 'usage' | 'attributes' | 'metadata'>;

/** Usage of a call whose cost cannot be known: the ledger shows it as unpriced instead of counting 0. */
export const UNKNOWN_USAGE = { requests: 1 } as const;

/**
 * The parts of a reading. A usage that contradicts itself is sent as it came, in the metadata, with parts that
 * have no price: the event is visible as unpriced, and nothing is guessed.
 */
export function readUsage(reading: UsageReading): ReadUsage {
  if (reading.kind === 'rejected') {
    const metadata = { usageProblems: reading.problems, rawUsage: reading.raw };
    return { usage: UNKNOWN_USAGE, metadata };
  }
  const usage = Object.keys(reading.usage).length > 0 ? reading.usage : { input_tokens: 0 };
  return { usage, attributes: definedAttributes(reading.attributes) };
}

/** An object's field, or nothing where there is no object. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

export function textField(value: unknown, name: string): string | undefined {
  const text = fieldOf(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export function listOf(value: unknown, name: string): unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? (list as unknown[]) : [];
}
