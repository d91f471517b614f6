import { SendMessageCommand } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { costkeeper as costs } from '../../client/lambda.ts';
import type { Application, Episode } from './application.ts';

/** What starts an episode. */
export interface Order {
  userId: string;
  podcastId: string;
  episode: Episode;
}

/** First Lambda: writes the script and hands the episode on, with whom it is for. */
export function createWriteScript({ costkeeper, openai, sqs, queues }: Application) {
  return middy(async ({ episode }: Order) => {
    const messages = [{ role: 'user' as const, content: `Write a podcast script about ${episode.topic}.` }];
    const completion = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages });
    const script = completion.choices[0]?.message.content ?? '';
    const message = { QueueUrl: queues.speech, MessageBody: JSON.stringify({ ...episode, script }) };
    await sqs.send(new SendMessageCommand(costkeeper.inject(message)));
  }).use(
    costs<Order>({
      client: costkeeper,
      context: ({ userId, podcastId, episode }) => ({
        userId,
        resource: { type: 'episode', id: episode.id },
        group: { type: 'podcast', id: podcastId },
        operation: 'write-script',
      }),
    }),
  );
}
