import type { Logger } from '../support/logger.ts';
import { randomPseudonym } from '../../adapters/chance/random-pseudonym.ts';
import { randomSecret } from '../../adapters/chance/random-secret.ts';
import { WAITED_FOR } from '../../adapters/dynamo/retry-policy.ts';
import { deployedLedger } from '../composition/ledger.ts';
import {
  optimizations,
  ahead,
  alerts,
  anomalies,
  audits,
  books,
  budgets,
  counters,
  dayFacts,
  entries,
  erasures,
  exchangeRates,
  extent,
  gateOutbox,
  held,
  history,
  holds,
  imports,
  jobs,
  keys,
  ledgerWriter,
  marks,
  months,
  names,
  overrides,
  packs,
  prices,
  quarantine,
  revenues,
  spend,
  totals,
} from '../composition/stores.ts';
import { correctionBatches } from '../support/correction-batches.ts';
import { apiAlerting } from '../support/api-alerting.ts';
import { bodiesOnDemand } from '../support/bodies-on-demand.ts';
import { budgetServices } from '../support/budget-services.ts';
import { expiryLog } from '../support/expiry-log.ts';
import { modelNames } from '../support/model-names.ts';
import { queuesOnDemand } from '../support/queues-on-demand.ts';
import { findVariable, readVariable } from '../support/read-environment.ts';
import { secrets } from '../support/secrets.ts';
import { userHider } from '../support/user-hider.ts';
import type { ApiPorts } from './ports.ts';

async function addressOf(key: string): Promise<string> {
  const [{ s3Client }, { resultUrl }] = await Promise.all([
    import('../../adapters/s3/s3-client.ts'),
    import('../../adapters/s3/result-url.ts'),
  ]);
  return resultUrl(s3Client(), readVariable('bucketName'), key);
}

/** A budget or a breakdown knows the names of a new price pack after a minute. */
const NAMES_KNOWN_MS = 60_000;

/** The stores that the routes read and write. */
const openStores = () =>
  deployedLedger(
    {
      optimizations,
      ahead,
      alerts,
      anomalies,
      audits,
      books,
      budgets,
      counters,
      dayFacts,
      entries,
      erasures,
      exchangeRates,
      extent,
      gateOutbox,
      held,
      history,
      holds,
      imports,
      jobs,
      keys,
      ledgerWriter,
      marks,
      months,
      names,
      overrides,
      packs,
      prices,
      quarantine,
      revenues,
      spend,
      totals,
    },
    WAITED_FOR,
  );

/** The ports of the deployed function, from its environment. Throws an Error that names a missing variable. */
export function deployedPorts(logger: Pick<Logger, 'warn'>): ApiPorts {
  const ledger = openStores();
  const bodies = bodiesOnDemand();
  const queues = queuesOnDemand();
  return {
    stage: readVariable('stage'),
    settings: ledger.settings,
    clock: ledger.clock,
    totals: ledger.totals,
    history: ledger.history,
    marks: ledger.marks,
    sender: queues.sender,
    queue: queues.depth,
    newCorrections: correctionBatches(ledger),
    readChain: ledger.entries.chain.bind(ledger.entries),
    quarantine: ledger.quarantine,
    bodies,
    files: { putText: (key, text) => bodies.putBody(key, text) },
    prices: ledger.prices,
    knowModels: modelNames(ledger, logger, NAMES_KNOWN_MS),
    overrides: ledger.overrides,
    packs: ledger.packs,
    exchangeRates: ledger.exchangeRates,
    revenues: ledger.revenues,
    budgets: budgetServices(ledger, {
      secrets,
      log: expiryLog(logger),
      development: findVariable('stage') === 'dev',
    }),
    alerting: apiAlerting(ledger, logger),
    counters: ledger.counters,
    jobs: { jobs: ledger.jobs, queue: queues.jobs, resultUrl: addressOf },
    keys: ledger.keys,
    names: ledger.names,
    erasures: ledger.erasures,
    extent: ledger.extent,
    imports: ledger.imports,
    users: userHider(ledger.settings),
    months: ledger.months,
    dayFacts: ledger.dayFacts,
    audits: ledger.audits,
    optimizations: ledger.optimizations,
    anomalies: ledger.anomalies,
    newId: ledger.newId,
    newSecret: randomSecret,
    newPseudonym: randomPseudonym,
  };
}
