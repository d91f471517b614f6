import { DAY_INDEX } from '../../contracts/table-layout.ts';
import type { DayPlace } from './day-total-keys.ts';
import type { TableQuery } from './table.ts';
import type { WireQuery } from './wire-query.ts';

/** `#` ends a day or an hour in sort keys; `$` is the next character. */
export const AFTER = '$';

/** All totals of a place, see DayTotalCodec. */
export function placeQuery(place: DayPlace): TableQuery {
  const [pk, sk, value, more] =
    'dpk' in place ? ['dpk', 'dsk', place.dpk, { IndexName: DAY_INDEX }] : ['pk', 'sk', place.pk, {}];
  const { begins } = place;
  return {
    ...more,
    KeyConditionExpression: `${pk} = :pk${begins === undefined ? '' : ` AND begins_with(${sk}, :begins)`}`,
    ExpressionAttributeValues: { ':pk': value, ...(begins === undefined ? {} : { ':begins': begins }) },
  };
}

/** The same query with texts as they travel. Throws a TypeError where a value is no text. */
export function wireQuery({ ExpressionAttributeValues: values = {}, ...query }: TableQuery): WireQuery {
  const texts = Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'string') throw new TypeError(`the value ${name} of a query is no text`);
    return [name, { S: value }] as const;
  });
  return { ...query, ExpressionAttributeValues: Object.fromEntries(texts) };
}
