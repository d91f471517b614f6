import type { ImportMap } from '../import-map.ts';
import { MAKERS } from '../model-makers.ts';

/**
 * `ccusage daily --json` (weekly, monthly and session too, by project or for all agents): a row for each model of each
 * period. Of several sections in one file the first is read, since each holds the same usage.
 */
export const ccusage: ImportMap = {
  rows: ['projects', 'daily', 'weekly', 'monthly', 'sessions', 'session', 'modelBreakdowns'],
  // A day, a week or a session that is not over grows from one report to the next.
  same: ['date', 'period', 'week', 'month', 'sessionId', 'project', 'projectPath', 'agent', 'modelName'],
  // A session of all agents has its id as its period.
  occurredAt: ['date', 'metadata.lastActivity', 'lastActivity', 'period', 'week', 'month'],
  provider: { column: 'modelName', begins: MAKERS, otherwise: 'unknown' },
  model: 'modelName',
  operation: {
    column: 'agent',
    begins: { claude: 'claude-code', codex: 'codex', gemini: 'gemini-cli', opencode: 'opencode' },
    otherwise: 'coding agent',
    // A report of one agent alone does not name it.
    absent: 'claude-code',
  },
  reportedCostUsd: 'cost',
  resource: { type: { value: 'session' }, id: 'sessionId' },
  group: { type: { value: 'project' }, id: ['project', 'projectPath'] },
  // A row is the sum of a day's calls, and does not say of how many.
  attributes: { prompt_size: { value: 'short' } },
  usage: {
    input_tokens: 'inputTokens',
    cache_write_5m_tokens: 'cacheCreationTokens',
    cache_read_tokens: 'cacheReadTokens',
    output_tokens: 'outputTokens',
  },
};
