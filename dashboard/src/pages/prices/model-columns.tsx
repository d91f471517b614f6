import type { Column } from '../../parts/data-table.tsx';

/** What a row of prices is about: a model at a provider. */
interface ModelRow {
  readonly provider: string;
  readonly service: string;
  readonly model: string;
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
