import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoNameStore } from '../../../adapters/dynamo/name-store.ts';
import { userMail } from '../../../adapters/dynamo/user-mail.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const TABLE = 'user-mail';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  await dynamo.createTable(TABLE);
});
afterAll(() => dynamo.stop());

describe('the mail address of a user', () => {
  it('is the one kept beside the ledger, and gone when it is erased', async () => {
    const client = dynamo.client();
    const names = new DynamoNameStore(new Table(client, TABLE));
    const user = { kind: 'user', id: 'user#1' } as const;
    expect(await userMail(new Table(client, TABLE), user.id)).toBeUndefined();
    await names.change(user, { name: 'One', email: 'one@example.com' });
    expect(await userMail(new Table(client, TABLE), user.id)).toBe('one@example.com');
    await names.change(user, { email: null });
    expect(await userMail(new Table(client, TABLE), user.id)).toBeUndefined();
  });
});
