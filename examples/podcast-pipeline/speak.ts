import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { buffer } from 'node:stream/consumers';
import { withCostkeeper } from '../../client/lambda.ts';
import type { Application, Episode } from './application.ts';

/** Second Lambda: speaks the script of each message, stores the sound, hands the episode on. */
export function createSpeak({ costkeeper, elevenlabs, s3, sqs, queues }: Application) {
  async function speak({ id, topic, script = '' }: Episode): Promise<void> {
    const audio = await elevenlabs.textToSpeech.convert('narrator', {
      text: script,
      modelId: 'eleven_flash_v2_5',
    });
    const Body = await buffer(audio);
    await s3.send(new PutObjectCommand({ Bucket: 'episodes', Key: `${id}.mp3`, Body }));
    const message = { QueueUrl: queues.publishing, MessageBody: JSON.stringify({ id, topic }) };
    await sqs.send(new SendMessageCommand(costkeeper.inject(message)));
  }

  return withCostkeeper(
    // The function's own time belongs to the first message's episode; several messages share one invocation.
    { client: costkeeper, context: (event: SQSEvent) => costkeeper.extract(event.Records[0]) },
    async (event: SQSEvent) => {
      for (const record of event.Records) {
        const context = { ...costkeeper.extract(record), operation: 'speak' };
        await costkeeper.withContext(context, () => speak(JSON.parse(record.body) as Episode));
      }
    },
  );
}
