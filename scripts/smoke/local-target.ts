import { existsSync, readFileSync } from 'node:fs';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { iamFetch } from '../../client/iam.ts';
import type { Endpoints } from '../../local/endpoints.ts';
import type { SentMail, SmokeTarget } from './target.ts';

/** An address under which nothing answers: only the name counts, as that of any page but the API's. */
export const OTHER_ORIGIN = 'https://smoke.example.com';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

interface ListedMail {
  readonly destination: { readonly to: readonly string[] };
  readonly body: { readonly text?: string };
}

/** The running local system that the endpoints file describes. @throws when no system wrote the file */
export function localTarget(file: string, origin = OTHER_ORIGIN): SmokeTarget {
  if (!existsSync(file)) {
    throw new Error(
      `${file} does not exist: start the local system (npx costkeeper local), let this command start one with --start, or name a stage with --stage.`,
    );
  }
  const { api, sqs, queueUrl, mail, region, tokens } = JSON.parse(readFileSync(file, 'utf8')) as Endpoints;
  return {
    name: 'the local system',
    api,
    origin,
    token: tokens.admin,
    asRole: iamFetch({ region, credentials }),
    async send(body) {
      const client = new SQSClient({ endpoint: sqs, region, credentials });
      try {
        const { MessageId = '' } = await client.send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }),
        );
        return MessageId;
      } finally {
        client.destroy();
      }
    },
    mails: () => readMails(mail),
    deleteFile: (key, link) => deleteLocalFile(key, link, region),
    close: () => Promise.resolve(),
  };
}

async function readMails(address: string): Promise<SentMail[]> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the mailbox answered ${response.status}`);
  const { emails } = (await response.json()) as { emails: ListedMail[] };
  return emails.map(({ destination, body }) => ({ to: destination.to, text: body.text ?? '' }));
}

/** A link is `ADDRESS OF S3/BUCKET/KEY`; the address is a secret that only links tell. */
async function deleteLocalFile(key: string, link: URL, region: string): Promise<void> {
  const before = decodeURIComponent(link.pathname).slice(0, -key.length - 1);
  const slash = before.lastIndexOf('/');
  const endpoint = `${link.origin}${before.slice(0, slash)}`;
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    await client.send(new DeleteObjectCommand({ Bucket: before.slice(slash + 1), Key: key }));
  } finally {
    client.destroy();
  }
}
