import { newUlid } from '../adapters/chance/new-ulid.ts';
import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import middy from '@middy/core';
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent, EventBridgeEvent } from 'aws-lambda';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { S3LogFiles } from '../adapters/s3/log-files.ts';
import { s3Client } from '../adapters/s3/s3-client.ts';
import { LIMITS } from '../contracts/message-limits.ts';
import { hiddenIntake } from '../core/usage/hide-intake.ts';
import { batchesOf } from '../core/in-batches.ts';
import { logEvents } from '../core/intake/read-log.ts';
import { type AcceptPorts, checkIntake, sendEvents } from '../core/usage/accept-events.ts';
import type { UserHider } from '../core/usage/hide-users.ts';
import type { EntrySettings } from '../core/usage/make-entry.ts';
import { usageSender } from './composition/queues.ts';
import { observability, observed } from './support/observability.ts';
import { readSettings } from './support/read-environment.ts';
import { userHider } from './support/user-hider.ts';

const { logger } = observability('read-invocation-logs');

/** A file that a bucket tells of. */
type FileEvent = EventBridgeEvent<'Object Created', { bucket: { name: string }; object: { key: string } }>;
/** What a log group sends to a function that is subscribed to it. */
type LogEvent = FileEvent | CloudWatchLogsEvent;

/** The records of either, one a line. */
async function loggedText(event: LogEvent, files: LogPorts['files']): Promise<string> {
  if (!('awslogs' in event)) return files.getText(event.detail.bucket.name, event.detail.object.key);
  const unpacked = gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString('utf8');
  const { messageType, logEvents } = JSON.parse(unpacked) as CloudWatchLogsDecodedData;
  // By the other type CloudWatch only tries whether the destination answers.
  if (messageType !== 'DATA_MESSAGE') return '';
  return logEvents.map(({ message }) => message.replaceAll(/\r?\n/g, ' ')).join('\n');
}

interface LogPorts extends AcceptPorts {
  readonly files: { getText(bucket: string, key: string): Promise<string> };
  readonly users: UserHider | undefined;
  readonly log: { rejected(count: number, reason: string): void };
}

/**
 * Puts the calls of a log file, or of a log group, on the usage queue. Rejects when file or queue do not answer: the
 * event comes again.
 */
export function readLogsHandler(ports: LogPorts, settings: EntrySettings) {
  return async (event: LogEvent): Promise<void> => {
    const read = logEvents(await loggedText(event, ports.files));
    const events = await hiddenIntake(read, ports.users);
    for (const batch of batchesOf(events, LIMITS.eventsPerMessage)) {
      const { accepted, rejected } = checkIntake(batch, 'records', ports, settings);
      const { rejected: unsent } = await sendEvents(accepted, ports.sender);
      if (unsent.length > 0) throw new Error(`the usage queue did not take ${unsent.length} of the calls`);
      const [first] = rejected;
      if (first) ports.log.rejected(rejected.length, first.errors.map(({ message }) => message).join('; '));
    }
  };
}

const settings = readSettings();
const ports: LogPorts = {
  files: new S3LogFiles(s3Client()),
  sender: usageSender(),
  clock: systemClock,
  newId: () => newUlid(systemClock.now()),
  users: userHider(settings),
  log: { rejected: (count, reason) => logger.warn('calls of the log were rejected', { count, reason }) },
};

export const handler = middy<LogEvent, void>()
  .use(observed({ logger }))
  .handler(readLogsHandler(ports, settings));
