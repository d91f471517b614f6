import { describe, expect, it } from 'vitest';
import { tablePatience } from '../../../local/dynamodb/table-patience.ts';

describe('how long a function waits for the table', () => {
  it('is three seconds as in AWS, longer by as much as the machine is slower when the function starts', () => {
    let slowness = 1;
    const patience = tablePatience(() => slowness);
    expect(patience()).toEqual({ TABLE_ANSWER_MS: '3000' });
    slowness = 2.5;
    expect(patience()).toEqual({ TABLE_ANSWER_MS: '7500' });
  });

  it('is what the command says', () => {
    expect(tablePatience(() => 20, 60_000)()).toEqual({ TABLE_ANSWER_MS: '60000' });
  });
});
