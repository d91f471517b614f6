import { chromium } from 'playwright-core';
import { browserOptions } from '../../testing/browser-options.ts';
import { addBudgets, type CallLedger, recordExample } from '../../testing/dashboard/example-ledger.ts';
import { PAGES } from '../../testing/dashboard/pages.ts';
import { openWindow } from '../../testing/dashboard/window.ts';
import { callAsAdmin } from '../../testing/local-calls.ts';
import { startLocalSystem } from '../../testing/local-system.ts';
import { readProofOptions } from '../read-options.ts';
import { LOOKS, walkPages } from './walk-pages.ts';

const HELP = `npm run prove -- pages [--pages ${PAGES.length}] [--json]

Loads every page and tab of the dashboard on a ledger of 360 events and looks at each in ${LOOKS.length} looks: light and
dark, ${[...new Set(LOOKS.map(({ width }) => width))].join(' and ')} px wide. No look may break a rule of WCAG 2.2 AA or reach over the side, no script may
fail, and every amount that a page shows must be in an answer of the API to this page. Ends with 1 otherwise.
PICTURES=1 leaves a picture of each look in .artefacts/dashboard.

  --pages N  the first N pages
  --json     only the last line, one JSON object
`;

/** Fewer mean that pages stayed empty, and that nothing was compared. */
const FEWEST_AMOUNTS_A_PAGE = 9;

/** `npm run prove -- pages`. Answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readProofOptions(args, HELP, { pages: PAGES.length });
  if (options === undefined) return 0;
  const { numbers, json } = options;
  const pages = PAGES.slice(0, numbers.pages);
  await using system = await startLocalSystem();
  const call: CallLedger = (method, route, body) => callAsAdmin(system.endpoints, method, route, body);
  await recordExample(call, Date.now());
  await addBudgets(call);
  const browser = await chromium.launch(await browserOptions());
  try {
    const { looks, amounts, faults } = await walkPages(
      await openWindow(browser, system.endpoints.dashboard),
      pages,
    );
    if (amounts < pages.length * FEWEST_AMOUNTS_A_PAGE) faults.push(`only ${amounts} amounts were shown`);
    if (!json) for (const fault of faults) console.log(fault);
    const ok = faults.length === 0;
    console.log(JSON.stringify({ ok, pages: pages.length, looks, amounts, faults }));
    return ok ? 0 : 1;
  } finally {
    await browser.close();
  }
}
