import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { Costkeeper } from '../../client/index.ts';

interface Tools {
  costkeeper: Costkeeper;
  openai: OpenAI;
  anthropic: Anthropic;
}

async function writeOutline({ costkeeper, openai }: Tools): Promise<string> {
  const request = { provider: 'openai', model: 'gpt-4o', estimateUsd: '0.02' };
  // The budgets are asked first; the call's own event gives the held money back.
  return costkeeper.guard(request, async ({ model }) => {
    const messages = [
      { role: 'user' as const, content: 'Outline a story about a lighthouse in three chapters.' },
    ];
    const completion = await openai.chat.completions.create({ model, messages });
    return completion.choices[0]?.message.content ?? '';
  });
}

async function writeChapter({ anthropic }: Tools, outline: string, number: number): Promise<string> {
  const content = `Write chapter ${number} of: ${outline}`;
  const stream = anthropic.messages.stream({
    model: 'claude-opus-5',
    max_tokens: 2000,
    messages: [{ role: 'user', content }],
  });
  return stream.finalText();
}

/** Outline, chapters at the same time, and a cover. Nothing in here names whom it is for. */
export async function writeStory(tools: Tools): Promise<{ outline: string; chapters: string[] }> {
  const { costkeeper, openai } = tools;
  const outline = await costkeeper.withContext({ operation: 'outline' }, () => writeOutline(tools));
  const chapters = await costkeeper.withContext({ operation: 'chapter' }, () =>
    Promise.all([1, 2, 3].map((number) => writeChapter(tools, outline, number))),
  );
  await costkeeper.withContext({ operation: 'cover' }, () =>
    openai.images.generate({ model: 'dall-e-3', prompt: outline, size: '1024x1024', quality: 'standard' }),
  );
  return { outline, chapters };
}
