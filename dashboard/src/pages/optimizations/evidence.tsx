import type { Optimization } from '../../api/types.ts';
import { ratioBasisPoints } from '../../format/decimal.ts';
import { formatQuantity, formatShare } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { Money } from '../../parts/money.tsx';

const EVIDENCE_NAMES: Readonly<Record<string, string>> = {
  counterfactualUsd: 'Cost after the change',
  sameClass: 'Same class of model',
  interactiveKnown: 'Known whether a person waits',
  excessMeasured: 'Excess measured',
  excessUsd: 'Above three medians',
  repeatedInputMeasured: 'Repeats measured',
};

/** `cachedShare` as `Cached share`; the unit is with the value. */
function evidenceName(name: string): string {
  const words = name
    .replace(/Usd$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return EVIDENCE_NAMES[name] ?? `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

/** What the finding rests on, as the search for it counted. */
export function Evidence({ evidence }: Pick<Optimization, 'evidence'>) {
  const facts = Object.entries(evidence);
  if (facts.length === 0) return null;
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{evidenceName(name)}</dt>
          <dd>
            <EvidenceValue name={name} value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface EvidenceValueProps {
  readonly name: string;
  readonly value: Optimization['evidence'][string];
}

/** A value in the unit that its name tells: an amount, a share, a day or a count. */
function EvidenceValue({ name, value }: EvidenceValueProps) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = String(value);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return formatDay(text);
  if (!/^\d+(\.\d+)?$/.test(text)) return text;
  if (name.endsWith('Usd')) return <Money usd={text} />;
  return name.startsWith('share') || name.endsWith('Share')
    ? formatShare(ratioBasisPoints(text, '1') ?? 0)
    : formatQuantity(text);
}
