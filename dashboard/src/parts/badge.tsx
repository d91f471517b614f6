import { type Gate, SEVERITIES } from '../../../contracts/budget-vocabulary.ts';
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
    <span className={`badge tone-${tone}`}>
      {MARKS[tone] === '' ? null : <span aria-hidden="true">{MARKS[tone]}</span>}
      {children}
    </span>
  );
}

/** The tone of a severity as the API writes it. */
export function toneOf(severity: string | null | undefined): Tone {
  const reached = SEVERITIES.find((one) => one === severity);
  if (reached) return reached;
  return severity === 'ok' ? 'good' : 'neutral';
}

/** What a budget makes the gate do to new calls; nothing while they go through. */
export function GateBadge({ gate }: { readonly gate: Gate }) {
  if (gate === 'allow') return null;
  return gate === 'deny' ? (
    <Badge tone="emergency">calls denied</Badge>
  ) : (
    <Badge tone="critical">cheaper models</Badge>
  );
}
