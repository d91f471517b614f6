import { Segments } from './segments.tsx';
import { useDigits } from './use-digits.ts';

const CHOICES = [
  ['rounded', 'Rounded'],
  ['all', 'Every digit'],
] as const;

/** Amounts rounded for reading, or with every digit. */
export function DigitsToggle() {
  const { all, choose } = useDigits();
  return (
    <Segments
      label="Amounts"
      value={all ? 'all' : 'rounded'}
      options={CHOICES}
      onChange={(value) => choose(value === 'all')}
    />
  );
}
