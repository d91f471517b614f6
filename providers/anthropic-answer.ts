import type { Asked, BilledPart } from './answer.ts';
import {
  type AnthropicContext,
  fromAnthropic,
  fromOtherModels,
  isFreeRefusal,
  servedModel,
} from './anthropic.ts';
import { fieldAt, fieldOf, listOf, textField } from './fields.ts';

const isFallback = (block: unknown): boolean => fieldOf(block, 'type') === 'fallback';

/** Whether the last attempt said nothing; what an earlier one said stands before the block of the fallback. */
function isSilent(message: unknown): boolean {
  if (!Array.isArray(fieldOf(message, 'content'))) return fieldAt(message, 'usage', 'output_tokens') === 0;
  const content = listOf(message, 'content');
  return content.findLastIndex(isFallback) === content.length - 1;
}

function contextOf(message: unknown, asked: Asked): AnthropicContext {
  const refused = fieldOf(message, 'stop_reason') === 'refusal' && isSilent(message);
  const declined = listOf(message, 'content')
    .filter(isFallback)
    .flatMap((block) => {
      const model = textField(fieldOf(block, 'from'), 'model');
      const category = textField(fieldOf(block, 'trigger'), 'category');
      return model === undefined || category === undefined ? [] : [[model, category] as const];
    });
  return {
    model: textField(message, 'model') ?? asked.model,
    asked: asked.model,
    unbilled: refused && isFreeRefusal(textField(fieldOf(message, 'stop_details'), 'category')),
    declined: new Map(declined),
  };
}

/** The model that a message of Anthropic's protocol is billed by. */
export function anthropicModel(message: unknown): string | undefined {
  return servedModel(fieldOf(message, 'usage'), textField(message, 'model'));
}

/**
 * What a message of Anthropic's protocol bills. An advisor of another model is a part of its own, and so is a model
 * that declined before a fallback answered; a refusal before any output bills nothing, unless its category does.
 */
export function readAnthropicAnswer(message: unknown, asked: Asked = {}): BilledPart[] {
  const context = contextOf(message, asked);
  const usage = fieldOf(message, 'usage');
  return [
    { service: 'llm', reading: fromAnthropic(usage, context) },
    ...fromOtherModels(usage, context).map((other) => ({ service: 'llm' as const, ...other })),
  ];
}
