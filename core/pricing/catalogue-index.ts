import { CATALOGUE, GENERATED } from '../../prices/price-data.ts';
import { ModelIndex } from './model-index.ts';

/** The models of the bundled price data; a provider is indexed when it is first asked for. */
export const catalogueIndex = new ModelIndex([
  { file: CATALOGUE, layer: 'catalogue' },
  { file: GENERATED, layer: 'generated' },
]);
