import { writeCursor } from '../../core/spend/paging.ts';
import { requestWith, type Slot, type SlotRequest } from './slots.ts';

const DAYS = [
  '0000-01-01',
  '1969-12-31',
  '1970-01-01',
  '9998-12-31',
  '9999-12-30',
  '9999-12-31',
  '+010000-01-01',
  '2026-99-99',
];
const MONTHS = ['0000-01', '1969-12', '1970-01', '9998-12', '9999-12', '2026-99'];
const TIMES = [
  '9999-12-31T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '9998-12-31T23:59:59.999-12:00',
  '1970-01-01T00:00:00+14:00',
];
const FAR = 8_640_000_000_000_000;
const CURSORS = [
  [-5],
  [1e300],
  [FAR, 'z'],
  [-FAR, 'z'],
  [0, ''],
  ['z'],
  ['9999-12-31T00:00:00.000Z#z'],
  ['+010000-01-01T00:00:00.000Z#z'],
  ['z', FAR],
  ['z', FAR + 1],
  ['a', Date.parse('2076-01-01T00:00:00Z')],
  ...DAYS.map((day) => [day, FAR, 'z']),
].map(writeCursor);
const RANGES = [
  ['1970-01-01', '9998-12-31'],
  ['9998-12-30', '9998-12-31'],
  ['1970-01-01', '1970-01-02'],
  ['9999-12-30', '9999-12-31'],
] as const;

/** Names of what is a day, a month, a period or a time. */
const OF_TIME = /^(from|to|startDate|endDate|period|month|date|day|at|occurredAt|effectiveFrom|effectiveTo)$/;

/** Every day, month, period and time of every route at the ends of the calendar. */
export function timeRequests(slots: readonly Slot[]): SlotRequest[] {
  return slots
    .filter(({ name }) => OF_TIME.test(name))
    .flatMap((slot) => {
      const others = /^(period|month|date)$/.test(slot.name) ? MONTHS : TIMES;
      return [...DAYS, ...others].map((value) => requestWith(slot, value));
    });
}

/** Every range from one end to the other. */
export function rangeRequests(slots: readonly Slot[]): SlotRequest[] {
  return slots
    .filter(({ where, name }) => where === 'query' && name === 'from')
    .flatMap((slot) =>
      RANGES.flatMap(([from, to]) => {
        const { request, ...body } = requestWith(slot, from);
        const whole = { ...body, request: `${request}&to=${to}` };
        const hourly = { ...body, request: `${request}&to=${to}&interval=hour` };
        return request.includes('/trends') ? [whole, hourly] : [whole];
      }),
    );
}

/** Every cursor, forged. */
export function cursorRequests(slots: readonly Slot[]): SlotRequest[] {
  return slots
    .filter(({ name }) => name === 'cursor')
    .flatMap((slot) => CURSORS.map((cursor) => requestWith(slot, cursor)));
}
