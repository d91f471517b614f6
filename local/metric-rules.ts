import { list, record, text } from './template.ts';

/** CloudWatch quotas and bounds. Source: its API reference, PutMetricData, MetricDatum and Dimension. */
const MOST_METRICS = 1000;
const MOST_BYTES = 1024 * 1024;
const MOST_DIMENSIONS = 30;
const MOST_NAME = 255;
const MOST_VALUE = 1024;
const MOST_NUMBER = 2 ** 360;
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

type Refusal = readonly [type: string, message: string];

const invalid = (message: string): Refusal => ['InvalidParameterValueException', message];

/** ASCII that can be read, something besides spaces in it, and no colon first. */
function isDimensionText(value: string, most: number): boolean {
  return value.length <= most && /^(?!:)[\x20-\x7E]*[\x21-\x7E][\x20-\x7E]*$/.test(value);
}

/** What CloudWatch says of metrics that it does not take; undefined for those that it takes. */
export function metricRefusal(
  { Namespace, MetricData }: Record<string, unknown>,
  bytes: number,
  now: number,
): Refusal | undefined {
  const namespace = text(Namespace) ?? '';
  const data = list(MetricData).map(record);
  if (data.length === 0) {
    return ['MissingRequiredParameterException', 'The parameter MetricData is required.'];
  }
  if (!/^[\w.\-/#: ]{1,255}$/.test(namespace) || /^(AWS\/|:)/.test(namespace)) {
    return invalid(`The value ${namespace} for parameter Namespace is invalid.`);
  }
  if (data.length > MOST_METRICS) {
    return invalid(`The collection MetricData must not have a size greater than ${MOST_METRICS}.`);
  }
  if (bytes > MOST_BYTES) {
    return ['RequestEntityTooLarge', `Request size ${bytes} exceeded ${MOST_BYTES}`];
  }
  return data.map((datum, index) => datumRefusal(datum, index + 1, now)).find((found) => found !== undefined);
}

function datumRefusal(datum: Record<string, unknown>, nth: number, now: number): Refusal | undefined {
  const at = `MetricData.member.${nth}`;
  if (!isDimensionText(text(datum['MetricName']) ?? '', MOST_NAME)) {
    return invalid(`The value for parameter ${at}.MetricName is invalid.`);
  }
  const dimensions = list(datum['Dimensions']).map(record);
  if (dimensions.length > MOST_DIMENSIONS) {
    return invalid(`The collection ${at}.Dimensions must not have a size greater than ${MOST_DIMENSIONS}.`);
  }
  if (new Set(dimensions.map(({ Name }) => Name)).size < dimensions.length) {
    return invalid(`${at}.Dimensions names a dimension twice.`);
  }
  for (const { Name, Value } of dimensions) {
    if (!isDimensionText(text(Name) ?? '', MOST_NAME) || !isDimensionText(text(Value) ?? '', MOST_VALUE)) {
      return invalid(
        `${at}.Dimensions: the name and value must be ASCII, not empty and not begin with a colon.`,
      );
    }
  }
  const numbers = [datum['Value'], ...list(datum['Values'])].filter((one) => one !== undefined);
  if (numbers.some((one) => !(Math.abs(Number(one)) <= MOST_NUMBER))) {
    return invalid(`The value for parameter ${at}.Value is not a number between -2^360 and 2^360.`);
  }
  const time = timeOf(datum['Timestamp']);
  if (time !== undefined && !(time >= now - OLDEST_MS && time <= now + NEWEST_MS)) {
    return invalid(
      `The parameter ${at}.Timestamp must be within two weeks before now and two hours after it.`,
    );
  }
  return undefined;
}

/** A time as its protocol brings it: a date, or seconds. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  return value instanceof Date ? value.getTime() : Number(value) * 1000;
}
