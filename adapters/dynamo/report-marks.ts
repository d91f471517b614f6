import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { ReportMarks } from '../../core/reports/send-reports.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { ItemKey } from './keys.ts';
import type { Table } from './table.ts';

/** Periods that a mail was sent about: one item each, put once. */
export class DynamoReportMarks implements ReportMarks {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async take(period: string, at: Instant): Promise<boolean> {
    return (
      (await this.#table.putIfAbsent({ ...reportMarkKey(period), e: ENTITY.reportMail, at })) === undefined
    );
  }

  async giveBack(period: string): Promise<void> {
    await this.#table.delete(reportMarkKey(period));
  }
}

function reportMarkKey(period: string): ItemKey {
  return { pk: `${PREFIX.insight}report-mail`, sk: period };
}
