import { describe, expect, it } from 'vitest';
import { CHANGES } from '../../../../adapters/dynamo/erasure/erase-items.ts';
import { ENTITY } from '../../../../contracts/table-layout.ts';

/** Why items of these tags are not looked at. */
const NAMES_NO_USER: Readonly<Record<string, string>> = {
  E: 'entries are taken through the history, and by their open marks where nothing lists them',
  I: 'pages move with their entries; those of resources, groups and days list ids of entries',
  T: 'totals move by repair',
  C: 'lines of closed months move by a part of their own; facts of days name no person',
  CS: 'sums of the users of a day are dropped when totals of a user move, by erase-totals.ts and by repair',
  M: 'marks name recorder batches',
  BS: 'ids of budgets',
  BP: 'periods of revenue',
  NL: 'the name of a user goes with the request',
  HD: 'days on which holds were made',
  F: 'the erasure, which goes at its end',
  W: 'periods of report mails',
  PP: 'what became of price packs',
  PX: 'rows of price packs',
  PA: 'when prices were asked for last',
  PR: 'exchange rates of days',
  PC: 'curves are kept under hashes and hold amounts; they live for three days',
};

describe('every kind of item', () => {
  it('is either changed by an erasure or known to name no user: a new one has to say which', () => {
    expect(new Set<string>(Object.values(ENTITY))).toEqual(
      new Set([...Object.keys(CHANGES), ...Object.keys(NAMES_NO_USER)]),
    );
  });
});
