import { type FieldError, InvalidInputError } from '../errors.ts';
import { type Decimal, formatDecimal } from '../money/decimal.ts';
import type { OrganisationForm } from './organisation-form.ts';

/** From the mildest to the worst. */
export const THRESHOLD_FIELDS = ['warningThreshold', 'criticalThreshold', 'emergencyThreshold'] as const;
type ThresholdField = (typeof THRESHOLD_FIELDS)[number];

/**
 * Looks whether the thresholds of a form rise from warning to emergency; equal ones may be. Only pairs of
 * which `changed` names one are looked at: a change of anything else is not held up. Throws
 * InvalidInputError that names the changed field of a pair, the lower one where both are.
 */
export function checkThresholdOrder(
  form: Pick<OrganisationForm, ThresholdField>,
  changed: Partial<Record<ThresholdField, unknown>>,
): void {
  const errors = [
    [THRESHOLD_FIELDS[0], THRESHOLD_FIELDS[1]] as const,
    [THRESHOLD_FIELDS[1], THRESHOLD_FIELDS[2]] as const,
    [THRESHOLD_FIELDS[0], THRESHOLD_FIELDS[2]] as const,
  ].flatMap(([low, high]): FieldError[] => {
    if (form[low] <= form[high]) return [];
    if (changed[low] !== undefined) return [{ field: low, message: mustBe('at most', high, form[high]) }];
    if (changed[high] !== undefined) return [{ field: high, message: mustBe('at least', low, form[low]) }];
    return [];
  });
  const [first] = errors;
  if (first) throw new InvalidInputError(`${first.field} ${first.message}`, errors);
}

function mustBe(bound: 'at most' | 'at least', other: ThresholdField, percent: Decimal): string {
  return `must be ${bound} ${formatDecimal(percent)}, the ${other}: change that one with it, or write ${bound} ${formatDecimal(percent)}`;
}
