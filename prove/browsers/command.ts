import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { addBudgets, type CallLedger, recordExample } from '../../testing/dashboard/example-ledger.ts';
import { PAGES } from '../../testing/dashboard/pages.ts';
import { callAsAdmin } from '../../testing/local-calls.ts';
import { startLocalSystem } from '../../testing/local-system.ts';
import { readProofOptions } from '../read-options.ts';
import { startChromium } from './chromium.ts';
import { type DrivenBrowser, type Engine, lackedPrograms } from './driven-browser.ts';
import { FIREFOX } from './firefox.ts';
import { differences, lookAtPage, type Shown } from './look-at-page.ts';
import { WEBKIT } from './webkit.ts';

const ENGINES = [FIREFOX, WEBKIT] as const;
/** WebKit's window does not become narrower than 450 px; phones have this layout up to 620. */
const WIDTHS = [1440, 480] as const;
const ARTEFACTS = path.join(import.meta.dirname, '..', '..', '.artefacts', 'browsers');

const HELP = `npm run prove -- browsers [--pages ${PAGES.length}] [--only firefox|webkit] [--json]

Loads every page and tab of the dashboard in Firefox and in WebKit, ${WIDTHS.join(' and ')} px wide, on a ledger of 360 events,
and holds it against the same page in the Chromium that every other test uses: title, every amount, charts that are
drawn, nothing wider than its box. A browser that is not installed is skipped and named; where none is, the proof
fails. ${ENGINES.map(({ name, packages }) => `${name}: apt-get install ${packages.join(' ')}`).join('. ')}.
PICTURES=1 leaves a picture of each page in .artefacts/browsers.

  --pages N    the first N pages
  --only NAME  one browser alone
  --json       only the last line, one JSON object
`;

type Expected = ReadonlyMap<string, Shown>;

/** `npm run prove -- browsers`. Answers the exit code. */
export async function command(args: readonly string[]): Promise<number> {
  const options = readProofOptions(
    args,
    HELP,
    { pages: PAGES.length },
    ENGINES.map(({ name }) => name.toLowerCase()),
  );
  if (options === undefined) return 0;
  const { numbers, only, json } = options;
  const say = (line: string) => {
    if (!json) console.log(line);
  };
  const asked = ENGINES.filter(({ name }) => only === undefined || name.toLowerCase() === only);
  const skipped = asked.filter((engine) => lackedPrograms(engine).length > 0);
  for (const engine of skipped) {
    say(`${engine.name}: skipped, not installed (${lackedPrograms(engine).join(', ')})`);
  }
  const engines = asked.filter((engine) => !skipped.includes(engine));
  const faults: string[] = engines.length === 0 ? ['no browser to try is installed'] : [];
  const tried: string[] = [];
  if (engines.length > 0) {
    await using system = await startLocalSystem();
    const call: CallLedger = (method, route, body) => callAsAdmin(system.endpoints, method, route, body);
    await recordExample(call, Date.now());
    await addBudgets(call);
    const pages = PAGES.slice(0, numbers.pages);
    const look = (browser: DrivenBrowser, name: string, expected?: Expected) =>
      walk(browser, { name, pages, dashboard: system.endpoints.dashboard, expected });
    const expected = await walkOnce(startChromium, (browser) => look(browser, 'chromium'));
    for (const engine of engines) {
      const shown = await walkOnce(
        () => engine.start(),
        async (browser) => {
          tried.push(browser.version);
          say(browser.version);
          return await look(browser, engine.name.toLowerCase(), expected);
        },
      );
      faults.push(...compare(engine, shown, expected));
    }
  }
  for (const fault of faults) say(fault);
  const ok = faults.length === 0;
  console.log(
    JSON.stringify({
      ok,
      pages: numbers.pages,
      tried,
      skipped: skipped.map(({ name }) => `${name}: not installed`),
      faults,
    }),
  );
  return ok ? 0 : 1;
}

async function walkOnce(
  start: () => Promise<DrivenBrowser>,
  look: (browser: DrivenBrowser) => Promise<Expected>,
): Promise<Expected> {
  await using browser = await start();
  return await look(browser);
}

interface Walk {
  /** Of the pictures. */
  readonly name: string;
  readonly pages: readonly (readonly [name: string, address: string])[];
  readonly dashboard: string;
  /** What the browser that it is held against shows. */
  readonly expected: Expected | undefined;
}

/** What each page shows at each width, by both. */
async function walk(browser: DrivenBrowser, { name, pages, dashboard, expected }: Walk): Promise<Expected> {
  const shown = new Map<string, Shown>();
  for (const width of WIDTHS) {
    for (const [page, address] of pages) {
      const at = `${page}, ${width} px`;
      shown.set(at, await lookAtPage(browser, new URL(address, dashboard).href, width, expected?.get(at)));
      if (process.env['PICTURES']) {
        mkdirSync(ARTEFACTS, { recursive: true });
        writeFileSync(path.join(ARTEFACTS, `${name}-${page}-${width}.png`), await browser.picture());
      }
    }
  }
  return shown;
}

function compare({ name }: Engine, shown: Expected, expected: Expected): string[] {
  return [...shown].flatMap(([at, page]) => {
    const other = expected.get(at);
    return other ? differences(page, other).map((text) => `${name}, ${at}: ${text}`) : [];
  });
}
