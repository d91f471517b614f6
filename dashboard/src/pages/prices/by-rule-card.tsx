import type { Unpriced } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { ENTRIES_COLUMN } from '../../table/usual-columns.tsx';
import { MODEL_COLUMN, modelRowKey } from './model-columns.tsx';

/** What was priced though the catalogue does not list the name: as which model, by which rule, how often. */
export function ByRuleCard() {
  const read = useRead<Unpriced>('/prices/unpriced');
  return (
    <Card
      title="Priced by a rule"
      hint="Names that the catalogue does not list: dated ids, resellers, fine-tunes and routed names of a known model"
    >
      <ReadView read={read} what="models priced by a rule">
        {({ byRule }) =>
          byRule.length === 0 ? (
            <Empty title="Every name is listed" />
          ) : (
            <DataTable
              caption="Models priced by a rule"
              id="by-rule"
              rows={byRule}
              keyOf={modelRowKey}
              columns={[
                MODEL_COLUMN,
                { name: 'Priced as', value: ({ pricedAs }) => pricedAs, cell: ({ pricedAs }) => pricedAs },
                { name: 'Rule', minor: true, value: ({ by }) => by, cell: ({ by }) => by },
                ENTRIES_COLUMN,
              ]}
            />
          )
        }
      </ReadView>
    </Card>
  );
}
