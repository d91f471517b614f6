import { formatCount } from '../../format/format-money.ts';
import type { Column } from '../../parts/data-table.tsx';

/** What a row of prices is about: a model at a provider, and how many entries it had. */
interface ModelRow {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
  readonly events: number;
}

/** Tells rows of models apart. */
export function modelRowKey({ provider, service, model }: ModelRow): string {
  return `${provider}/${service}/${model}`;
}

/** The model with its provider and service below it. */
export const MODEL_COLUMN: Column<ModelRow> = {
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
};

/** How many entries. */
export const ENTRIES_COLUMN: Column<ModelRow> = {
  name: 'Entries',
  numeric: true,
  value: ({ events }) => events,
  cell: ({ events }) => formatCount(events),
};
