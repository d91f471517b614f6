import { type FieldError, InvalidInputError } from '../errors.ts';
import { type Decimal, formatDecimal } from '../money/decimal.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import type { OrganisationForm } from './organisation-form.ts';

/** From the mildest to the worst. */
export const THRESHOLD_FIELDS = ['warningThreshold', 'criticalThreshold', 'emergencyThreshold'] as const;
type ThresholdField = (typeof THRESHOLD_FIELDS)[number];

/**
 * Looks whether the thresholds of a form rise from warning to emergency; equal ones may be. Only pairs of
 * which `changed` names one are looked at: a change of anything else is not held up. Throws
 * InvalidInputError that names the changed field of a pair, the lower one where both are, each once with the bound that
 * keeps the order whole.
 */
export function checkThresholdOrder(
  form: Pick<OrganisationForm, ThresholdField>,
  changed: Partial<Record<ThresholdField, unknown>>,
): void {
  const [warning, critical, emergency] = THRESHOLD_FIELDS;
  const faults = [
    [warning, critical] as const,
    [critical, emergency] as const,
    [warning, emergency] as const,
  ].flatMap(([low, high]): Fault[] => {
    if (form[low] <= form[high]) return [];
    if (changed[low] !== undefined) return [{ field: low, bound: 'at most', other: high }];
    if (changed[high] !== undefined) return [{ field: high, bound: 'at least', other: low }];
    return [];
  });
  const errors = [...Map.groupBy(faults, ({ field }) => field)].map(([field, all]): FieldError => {
    const strictest = orderedBy<Fault>(
      all[0]?.bound === 'at most'
        ? ascending(({ other }) => form[other])
        : descending(({ other }) => form[other]),
    );
    const [{ bound, other }] = all.toSorted(strictest) as [Fault];
    return { field, message: mustBe(bound, other, form[other]) };
  });
  const [first] = errors;
  if (first) throw new InvalidInputError(`${first.field} ${first.message}`, errors);
}

/** A threshold on the wrong side of another. */
interface Fault {
  readonly field: ThresholdField;
  readonly bound: 'at most' | 'at least';
  readonly other: ThresholdField;
}

function mustBe(bound: Fault['bound'], other: ThresholdField, percent: Decimal): string {
  return `must be ${bound} ${formatDecimal(percent)}, the ${other}: change that one with it, or write ${bound} ${formatDecimal(percent)}`;
}
