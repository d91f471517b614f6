import type { Reconciled } from '../../api/types.ts';
import { formatQuantity } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';

/** What the bill counts, beside what the ledger counted. */
export function QuantitiesCard({ quantities }: Pick<Reconciled, 'quantities'>) {
  return (
    <Card title="Quantities" hint="What the bill counts, and what was recorded">
      <DataTable
        caption="Quantities of the bill and of the ledger"
        id="quantities"
        rows={quantities}
        keyOf={({ provider, model, unit }, index) => `${index}/${provider}/${model ?? ''}/${unit}`}
        columns={[
          {
            name: 'What',
            value: ({ provider, model, unit }) => [provider, model, unit].filter(Boolean).join(' '),
            cell: ({ provider, model, unit, subscription }) =>
              [provider, model, unit, subscription].filter(Boolean).join(' · '),
          },
          {
            name: 'Bill',
            numeric: true,
            value: ({ billed }) => billed ?? '',
            cell: ({ billed }) => counted(billed),
          },
          {
            name: 'Ledger',
            numeric: true,
            value: ({ recorded }) => recorded ?? '',
            cell: ({ recorded }) => counted(recorded),
          },
          {
            name: 'Residual',
            numeric: true,
            value: ({ difference }) => difference ?? '',
            cell: ({ difference }) => counted(difference),
          },
        ]}
      />
    </Card>
  );
}

/** One side may not count what the other does. */
function counted(text: string | undefined): string {
  return text === undefined ? '—' : formatQuantity(text);
}
