import { describe, expect, it } from 'vitest';
import { expiryRules } from '../../../local/dynamodb/expiry-rules.ts';
import { Resolver } from '../../../local/resolve.ts';
import { stackOf } from '../fixtures/stacks.ts';

const HOUR_MS = 3_600_000;

function rules() {
  let time = 0;
  const stack = stackOf('App', {
    Ledger: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { TableName: 'ledger', TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
    },
  });
  const places = { sqs: 'http://127.0.0.1:1', gateway: 'http://127.0.0.1:2' };
  const { check, isOn } = expiryRules(new Resolver([stack], places), () => time);
  const change = (Enabled: boolean, TableName = 'ledger', call = 'UpdateTimeToLive') => {
    const body = JSON.stringify({ TableName, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled } });
    const headers = { 'x-amz-target': `DynamoDB_20120810.${call}` };
    const answer = check({ method: 'POST', url: '/', headers, body: Buffer.from(body) });
    return answer === undefined
      ? 'taken'
      : (JSON.parse(answer.body.toString()) as { message: string }).message;
  };
  return { change, isOn: () => isOn('ledger'), later: (ms: number) => void (time += ms) };
}

/** The words are DynamoDB's own. */
describe('the expiry of a table', () => {
  it('is on as its template says, and off once a call has switched it off', () => {
    const { change, isOn } = rules();
    expect(isOn()).toBe(true);
    expect(change(false)).toBe('taken');
    expect(isOn()).toBe(false);
  });

  it('is not changed to what it is, nor twice in an hour', () => {
    const { change, isOn, later } = rules();
    expect(change(true)).toBe('TimeToLive is already enabled');
    expect(change(false)).toBe('taken');
    expect(change(false)).toBe('TimeToLive is already disabled');
    later(HOUR_MS - 1);
    expect(change(true)).toBe('Time to live has been modified multiple times within a fixed interval');
    expect(isOn()).toBe(false);
    later(1);
    expect(change(true)).toBe('taken');
    expect(isOn()).toBe(true);
  });

  it('is no matter of other calls and of tables that the templates do not have', () => {
    const { change, isOn } = rules();
    expect(change(false, 'other')).toBe('taken');
    expect(change(false, 'ledger', 'DescribeTimeToLive')).toBe('taken');
    expect(isOn()).toBe(true);
  });
});
