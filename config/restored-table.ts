import * as z from 'zod';

/** A table that a restoration made: it has a name of its own, and a stream that was switched on after it. */
export const restoredTableSchema = z
  .strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/, 'must be the name of a table'),
    streamArn: z
      .string()
      .regex(
        /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[^/]+\/stream\/[^/]+$/,
        'must be the LatestStreamArn that describe-table shows: switch the stream on first',
      ),
  })
  .refine(({ name, streamArn }) => streamArn.includes(`:table/${name}/stream/`), {
    path: ['streamArn'],
    error: 'must be the stream of the table that name names',
  });

export type RestoredTable = z.infer<typeof restoredTableSchema>;
