import type { ImportMap } from './import-map.ts';
import { anthropic } from './presets/anthropic.ts';
import { awsCur } from './presets/aws-cur.ts';
import { ccusage } from './presets/ccusage.ts';
import { cursor } from './presets/cursor.ts';
import { helicone } from './presets/helicone.ts';
import { langfuse } from './presets/langfuse.ts';
import { litellm } from './presets/litellm.ts';
import { openai } from './presets/openai.ts';
import { openrouter } from './presets/openrouter.ts';
import { costEntry, costTrackingEvents, storyUsageTracking } from './presets/own-tables.ts';

/** Maps by name: for tables that costs were kept in before, and for what providers, gateways and observers export. */
export const PRESETS: Readonly<Record<string, ImportMap>> = {
  story_usage_tracking: storyUsageTracking,
  cost_tracking_events: costTrackingEvents,
  CostEntry: costEntry,
  openai,
  anthropic,
  ccusage,
  cursor,
  'aws-cur': awsCur,
  openrouter,
  litellm,
  langfuse,
  helicone,
};
