import { describe, expect, it } from 'vitest';
import { parseStage } from '../../config/stage-schema.ts';
import { resourcesIn, templatesOf } from './rules/templates.ts';

const NAME = 'ledger-restored';
const restoredTable = {
  name: NAME,
  streamArn: `arn:aws:dynamodb:us-east-1:222222222222:table/${NAME}/stream/2026-11-29T00:00:00.000`,
};

const own = (of: ReturnType<typeof templatesOf>) =>
  resourcesIn(of, 'AWS::DynamoDB::GlobalTable').map(({ id, Properties }) => ({ id, Properties }));

describe('a stage on a restored table', () => {
  const templates = templatesOf('production', { restoredTable });

  it('has every function use it, and read, write and wake by it alone', () => {
    const functions = resourcesIn(templates, 'AWS::Lambda::Function').map(({ Properties }) =>
      JSON.stringify(Properties),
    );
    const named = functions.filter((text) => text.includes('"TABLE_NAME"'));
    expect(named.length).toBeGreaterThan(4);
    for (const text of named) expect(text).toContain(`"TABLE_NAME":"${NAME}"`);
    const policies = resourcesIn(templates, 'AWS::IAM::Policy').map(({ Properties }) =>
      JSON.stringify(Properties),
    );
    const ofTable = policies.filter((text) => text.includes('dynamodb:PutItem'));
    expect(ofTable.length).toBeGreaterThan(2);
    for (const text of ofTable) {
      expect(text).toContain(`:table/${NAME}"`);
      expect(text).not.toContain('LedgerTable');
    }
    const parameters = resourcesIn(templates, 'AWS::SSM::Parameter').map(
      ({ Properties }) => Properties?.['Value'],
    );
    expect(parameters).toContain(restoredTable.streamArn);
  });

  it('keeps its own table as it is', () => {
    expect(own(templates)).toEqual(own(templatesOf('production')));
  });

  it('is asked for its stream, which a restoration does not bring', () => {
    const stage = { stage: 'x', region: 'us-east-1' };
    const parse = (given: object) => () => parseStage({ ...stage, restoredTable: given });
    expect(parse({ name: NAME, streamArn: '' })).toThrow('switch the stream on first');
    expect(parse({ ...restoredTable, name: 'other' })).toThrow(
      'must be the stream of the table that name names',
    );
  });
});
