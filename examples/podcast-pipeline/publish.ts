import type { SQSEvent } from 'aws-lambda';
import { withCostkeeper } from '../../client/lambda.ts';
import type { Application, Episode } from './application.ts';

/** Third Lambda: tells the listeners; mails are recorded by hand, for a mailer that is not wrapped. */
export function createPublish({ costkeeper }: Application) {
  return withCostkeeper(
    { client: costkeeper, context: (event: SQSEvent) => costkeeper.extract(event.Records[0]) },
    (event: SQSEvent) => {
      for (const record of event.Records) {
        const { topic } = JSON.parse(record.body) as Episode;
        costkeeper.withContext({ ...costkeeper.extract(record), operation: 'publish' }, () =>
          costkeeper.recordEmail({ emails: 250, region: 'us-east-1', metadata: { topic } }),
        );
      }
      return event.Records.length;
    },
  );
}
