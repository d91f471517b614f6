import type { ResourceList } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';

/** The resource type that the ledger books its own usage on, one resource for its stage. */
const OWN_TYPE = 'costkeeper';

/** What running the ledger has cost since its start, as far as the stage lets it record that. */
export function OwnCostFigure() {
  const { data } = useRead<ResourceList>('/resources', { type: OWN_TYPE, limit: 200 }, { every: 60_000 });
  const usd = data && sumDecimals(data.resources.map(({ totalUsd }) => totalUsd));
  if (usd === undefined) return <Figure name="Own cost" value="–" note="of running the ledger" />;
  if (usd === '0') {
    return (
      <Figure
        name="Own cost"
        value={<Money usd={usd} />}
        note={
          <>
            off by default: <code>ownCost: true</code> in the stage records it
          </>
        }
      />
    );
  }
  return <Figure name="Own cost" value={<Money usd={usd} />} note="of running the ledger since its start" />;
}
