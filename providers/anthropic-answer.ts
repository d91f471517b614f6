import type { Asked, BilledPart } from './answer.ts';
import { fromAnthropic, fromAnthropicAdvisors } from './anthropic.ts';
import { fieldOf, textField } from './fields.ts';

/** What a message of Anthropic's protocol bills; an advisor of another model is a part of its own. */
export function readAnthropicAnswer(message: unknown, asked: Asked = {}): BilledPart[] {
  const model = textField(message, 'model') ?? asked.model;
  const usage = fieldOf(message, 'usage');
  const advisors = fromAnthropicAdvisors(usage, model);
  return [
    { service: 'llm', reading: fromAnthropic(usage, model) },
    ...advisors.map(({ model: name, reading }) => ({ service: 'llm' as const, model: name, reading })),
  ];
}
