import { Link } from 'wouter';
import { PRICED_READS } from './priced-reads.ts';
import type { AliasAnswer, Unpriced } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatDay } from '../../format/format-time.ts';
import { addDays } from '../../state/days.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import type { OverrideStart } from './override-dialog.tsx';
import { ENTRIES_COLUMN } from '../../table/usual-columns.tsx';

/** Days of a model that are asked for who used it: no totals are kept of that. */
const DAYS_OF_USERS = 7;

/** Who used a model last. */
function usersHref(model: string, firstDay: string, lastDay: string): string {
  const week = addDays(lastDay, 1 - DAYS_OF_USERS);
  const days = { from: firstDay > week ? firstDay : week, to: lastDay };
  return `/explore?${new URLSearchParams({ ...days, by: 'user', model }).toString()}`;
}

/** What waits for a price. */
export function UnpricedCard({
  onPrice,
}: {
  readonly onPrice: ((start: OverrideStart) => void) | undefined;
}) {
  const read = useRead<Unpriced>('/prices/unpriced');
  const alias = useWrite<AliasAnswer>({
    done: ({ model, as }) => `${model} costs what ${as} costs; unpriced entries settle now.`,
    refresh: PRICED_READS,
  });
  return (
    <Card
      title="Unpriced"
      hint="Their cost is missing in every total until they have a price; then they settle themselves"
    >
      <ReadView read={read} what="unpriced models">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Everything has a price" />
          ) : (
            <DataTable
              caption="Models without a price"
              id="unpriced"
              rows={items}
              keyOf={({ provider, service, model }) => `${provider}/${service}/${model}`}
              columns={[
                {
                  name: 'Model',
                  value: ({ provider, model }) => `${model} ${provider}`,
                  cell: ({
                    model,
                    provider,
                    service,
                    firstDay,
                    lastDay,
                    units,
                    pricedUnits,
                    attributes,
                    suggestions: [nearest],
                    otherProviders,
                  }) => (
                    <>
                      <Link href={usersHref(model, firstDay, lastDay)} className="row-name">
                        {model}
                      </Link>{' '}
                      <span className="hint">
                        {[provider, service, ...units].join(' · ')}
                        {nearest ? ` · like ${nearest.model}` : ''}
                        {otherProviders.length > 0 ? ` · known at ${otherProviders.join(', ')}` : ''}
                        {pricedUnits.length > 0 && attributes.length === 0
                          ? ` · sold by ${pricedUnits.slice(0, 4).join(', ')}`
                          : ''}
                        {attributes.map(({ name, values }) => ` · ${name}: ${values.join(', ')}`)}
                      </span>
                    </>
                  ),
                },
                {
                  name: 'Days',
                  minor: true,
                  value: ({ firstDay }) => firstDay,
                  cell: ({ firstDay, lastDay }) => (
                    <span className="moment">{`${formatDay(firstDay)} – ${formatDay(lastDay)}`}</span>
                  ),
                },
                ENTRIES_COLUMN,
                {
                  name: 'Price',
                  isUnsorted: true,
                  numeric: true,
                  cell: ({ provider, model, service, units, firstDay, suggestions: [nearest] }) =>
                    onPrice ? (
                      <>
                        {nearest ? (
                          <button
                            type="button"
                            className="button button-small"
                            disabled={alias.isPending}
                            onClick={() =>
                              alias.mutate({
                                path: '/prices/aliases',
                                body: { provider, model, as: nearest.model, from: firstDay },
                              })
                            }
                          >
                            Price as {nearest.model}
                          </button>
                        ) : null}{' '}
                        <button
                          type="button"
                          className="button button-small"
                          onClick={() => onPrice({ provider, model, service, units, from: firstDay })}
                        >
                          Give a price
                        </button>
                      </>
                    ) : (
                      '–'
                    ),
                },
              ]}
            />
          )
        }
      </ReadView>
    </Card>
  );
}
