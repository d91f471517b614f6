import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'good' | 'warning' | 'critical' | 'emergency' | 'accent';

const MARKS: Readonly<Record<Tone, string>> = {
  neutral: '',
  accent: '',
  good: '✓',
  warning: '!',
  critical: '‼',
  emergency: '■',
};

/** A word with a colour; a mark beside it says the same without the colour. */
export function Badge({
  tone = 'neutral',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}) {
  return (
    <span className={`badge badge-${tone}`}>
      {MARKS[tone] === '' ? null : <span aria-hidden="true">{MARKS[tone]}</span>}
      {children}
    </span>
  );
}

/** The tone of a severity as the API writes it. */
export function toneOf(severity: string | null | undefined): Tone {
  if (severity === 'warning' || severity === 'critical' || severity === 'emergency') return severity;
  return severity === 'ok' ? 'good' : 'neutral';
}
