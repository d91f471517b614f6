import { fromOpenAiTranscription } from '../../providers/openai.ts';
import { fieldOf, readUsage } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall } from './billable-call.ts';

/** Usage of a transcript's or a speech's last event. */
export function audioEventDraft(asked: BillableCall['base'], event: unknown): UsageDraft {
  const { provider, service, model } = asked;
  const usage = fieldOf(event, 'usage');
  if (service === 'stt') return { provider, service, model, ...readUsage(fromOpenAiTranscription(usage)) };
  const input = Number(fieldOf(usage, 'input_tokens') ?? 0);
  const output = Number(fieldOf(usage, 'output_tokens') ?? 0);
  return { provider, service, model, usage: { input_tokens: input, output_audio_tokens: output } };
}
