import { cutText } from '../../contracts/cut-text.ts';
import type { BilledPart } from '../../providers/answer.ts';
import type { UsageReading } from '../../providers/reading.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { definedAttributes, withExtras, type DraftExtras } from './draft-extras.ts';

export { fieldOf, listOf, textField } from '../../providers/fields.ts';

/** What a provider's answer adds to a draft. */
export type ReadUsage = Pick<UsageDraft, 'usage' | 'attributes' | 'metadata' | 'problems'>;

/** Usage of a call whose cost cannot be known: the ledger shows it as unpriced instead of counting 0. */
export const UNKNOWN_USAGE = { requests: 1 } as const;

/** The ledger's limits for what may be noted. */
const MOST_PROBLEMS = 8;
const PROBLEM_CHARACTERS = 256;

/**
 * The parts of a reading. A usage that contradicts itself is sent with the parts that are certain, what contradicts,
 * and the usage as it came in the metadata; where nothing is certain, with a part that has no price: the event is
 * visible as unpriced, and nothing is guessed.
 */
export function readUsage(reading: UsageReading): ReadUsage {
  const certain = reading.kind === 'rejected' ? { usage: UNKNOWN_USAGE } : partsOf(reading);
  if (reading.kind === 'usage') return certain;
  const problems = reading.problems
    .slice(0, MOST_PROBLEMS)
    .map((problem) => cutText(problem, PROBLEM_CHARACTERS));
  return { ...certain, problems, metadata: { rawUsage: reading.raw } };
}

function partsOf(reading: Exclude<UsageReading, { kind: 'rejected' }>): ReadUsage {
  const usage = Object.keys(reading.usage).length > 0 ? reading.usage : { input_tokens: 0 };
  return { usage, attributes: definedAttributes(reading.attributes) };
}

/**
 * The drafts of an answer's parts: the first is the model's that answered, each further one another model's, with
 * an id that follows from the first where that has one of its own.
 */
export function draftsOf(
  parts: readonly BilledPart[],
  base: Pick<UsageDraft, 'provider' | 'model'>,
  extras: DraftExtras,
  reportedCostUsd: string | undefined,
): [UsageDraft, ...UsageDraft[]] {
  const drafts = parts.map(({ service, model, reading, session }, index) => {
    const ofModel = model ?? base.model;
    const further = extras.id === undefined || index === 0 ? {} : { id: `${extras.id}/${index}` };
    const own = session === undefined ? further : { id: session, via: VIA };
    const made = { provider: base.provider, service, model: ofModel, ...readUsage(reading) };
    const reported = index === 0 && reportedCostUsd !== undefined ? { reportedCostUsd } : {};
    return withExtras(
      { ...made, ...reported },
      { ...extras, ...own, ...serviceOf(extras, service, index), model: ofModel },
    );
  });
  return drafts as [UsageDraft, ...UsageDraft[]];
}

/** The way that calls are reported by here: another way's report of the same call meets the same id. */
export const VIA = 'wrapper';

/** The caller's service is that of the answer, not of what a tool made in it. */
function serviceOf(extras: DraftExtras, service: UsageDraft['service'], index: number): DraftExtras {
  return index === 0 ? { service: extras.service } : { service };
}
