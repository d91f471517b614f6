import type { SERVICES } from '../contracts/usage-vocabulary.ts';
import type { UsageReading } from './reading.ts';

/** What one answer bills: most bill one part, tools of another model are parts of their own. */
export interface BilledPart {
  readonly service: (typeof SERVICES)[number];
  /** Of another model than the one that answered. */
  readonly model?: string | undefined;
  readonly reading: UsageReading;
  /** Of what several answers use and bill once together: its own id, see `sessionId`. */
  readonly session?: string | undefined;
}

/** The sessions of containers in which an answer ran code, each a part of its own. */
export function sessionParts(ids: Iterable<string>): BilledPart[] {
  const reading = { kind: 'usage', usage: { sessions: 1 }, attributes: {} } as const;
  return [...new Set(ids)].map((session) => ({ service: 'llm', reading, session }));
}

/** An answer in its provider's own form, which names whose it is by its shape. */
export interface OwnAnswer {
  readonly provider: string;
  readonly model: string | undefined;
  /** The provider's own name of the answer. */
  readonly id: string | undefined;
  /** When it was made, as the answer says it. */
  readonly at: unknown;
  readonly part: BilledPart;
}

/** What was asked for, where the answer does not repeat it. */
export interface Asked {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly service?: string | undefined;
  /** Of images that are billed by the piece. */
  readonly size?: string | undefined;
  readonly quality?: string | undefined;
  /** What the answer's headers say of it, where its body does not. */
  readonly serviceTier?: string | undefined;
  /** Perplexity's request fee depends on it; `low` is its default. */
  readonly searchContextSize?: string | undefined;
}

/** A call whose cost cannot be known: visible as unpriced instead of counting 0. */
export function unknownUsage(problem: string, raw: unknown): UsageReading {
  return { kind: 'rejected', problems: [problem], raw };
}
