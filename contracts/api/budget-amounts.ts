import * as z from 'zod/mini';
import { decimalHelp } from '../decimal.ts';
import { amountSchema } from '../usage-message.ts';
import { JsonNumber } from '../json-number.ts';

const USD_HELP = 'must be an amount in USD of 0 or more, such as "5.00", with at most 12 decimals';

/** An amount in USD of 0 or more; input takes decimal strings and JSON numbers. */
export const usdSchema = z.union(
  [amountSchema, z.number().check(z.gte(0, USD_HELP), z.lte(10 ** 12, USD_HELP))],
  {
    error: decimalHelp(USD_HELP),
  },
);

const SHARE_HELP = 'must be a share of the revenue of 0 or more, such as "0.2"';

/** A share of revenue: decimal string or JSON number, 0 to 1,000. */
export const shareSchema = z.union(
  [
    z.string().check(z.regex(/^\d{1,3}(\.\d{1,12})?$/, { error: decimalHelp(SHARE_HELP) })),
    z.number().check(z.gte(0, SHARE_HELP), z.lte(1000, SHARE_HELP)),
    z.custom<JsonNumber>((value) => value instanceof JsonNumber && Number(value.source) <= 1000),
  ],
  { error: decimalHelp(SHARE_HELP) },
);

const PERCENT_HELP = 'must be a percentage above 0 and at most 10000, such as 80';

/** A percentage: JSON number or decimal string. */
export const percentSchema = z.union(
  [
    z.number().check(z.gt(0, PERCENT_HELP), z.lte(10_000, PERCENT_HELP)),
    z.string().check(
      z.regex(/^\d{1,5}(\.\d{1,6})?$/, { error: decimalHelp(PERCENT_HELP) }),
      z.refine((text) => Number(text) > 0 && Number(text) <= 10_000, PERCENT_HELP),
    ),
    z.custom<JsonNumber>(
      (value) => value instanceof JsonNumber && Number(value.source) > 0 && Number(value.source) <= 10_000,
    ),
  ],
  { error: decimalHelp(PERCENT_HELP) },
);
