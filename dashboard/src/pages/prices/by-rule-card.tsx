import type { Unpriced } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';

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
              keyOf={({ provider, service, model }) => `${provider}/${service}/${model}`}
              columns={[
                {
                  name: 'Model',
                  value: ({ provider, model }) => `${model} ${provider}`,
                  cell: ({ model, provider, service }) => (
                    <>
                      {model}{' '}
                      <span className="hint">
                        {provider} · {service}
                      </span>
                    </>
                  ),
                },
                { name: 'Priced as', value: ({ pricedAs }) => pricedAs, cell: ({ pricedAs }) => pricedAs },
                { name: 'Rule', minor: true, value: ({ by }) => by, cell: ({ by }) => by },
                {
                  name: 'Entries',
                  numeric: true,
                  value: ({ events }) => events,
                  cell: ({ events }) => formatCount(events),
                },
              ]}
            />
          )
        }
      </ReadView>
    </Card>
  );
}
