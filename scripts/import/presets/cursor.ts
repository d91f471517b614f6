import type { ImportMap } from '../import-map.ts';

/** Usage events of Cursor: what is included in a plan cost nothing more. */
export const cursor: ImportMap = {
  // Later exports have other columns of the same event.
  same: ['Date', 'User', 'Model', 'Kind', 'Cloud Agent ID'],
  occurredAt: 'Date',
  provider: { value: 'cursor' },
  model: 'Model',
  operation: 'Kind',
  reportedCostUsd: ['Cost', 'Cost ($)', 'Cost to you'],
  userId: 'User',
  outcome: {
    column: 'Kind',
    values: { 'errored, no charge': 'failed', 'aborted, not charged': 'aborted' },
  },
  resource: { type: { value: 'agent' }, id: 'Cloud Agent ID' },
  tags: { max_mode: 'Max Mode' },
  usage: {
    input_tokens: 'Input (w/o Cache Write)',
    cache_write_5m_tokens: 'Input (w/ Cache Write)',
    cache_read_tokens: 'Cache Read',
    output_tokens: ['Output Tokens', 'Output'],
  },
};
