import * as z from 'zod';

/** What CloudWatch takes as the name of a log group. */
const LOG_GROUP = /^[\w./#-]{1,512}$/;

/** Where the stage reads Bedrock's model invocation log, and whether it turns it on. */
export const bedrockLogsSchema = z.union(
  [z.boolean(), z.literal('cloudwatch'), z.strictObject({ logGroup: z.string().regex(LOG_GROUP) })],
  'must be true, false, "cloudwatch" or {"logGroup": the name of a log group}',
);
