import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Quantities = Readonly<Record<string, number | string>>;

/** One recorded exchange with a provider: request, answer or stream, and what it costs by the provider's own word. */
export interface Exchange {
  readonly name: string;
  readonly path: string;
  readonly url: string;
  /** Who bills, as the ledger names it, and the model that was asked for. */
  readonly provider: string;
  readonly model: string;
  readonly region?: string;
  readonly request: Readonly<Record<string, unknown>> | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** A whole answer, or the events of a stream. */
  readonly answer?: unknown;
  readonly events?: readonly unknown[];
  /** Disjoint parts; a model of its own where it is not the one that answered. */
  readonly parts: readonly {
    readonly model?: string;
    readonly usage: Quantities;
    readonly attributes?: Readonly<Record<string, string>>;
  }[];
  readonly costUsd: string;
  /** The arithmetic: quantities times prices of the provider's page. */
  readonly why: string;
  /** `priced` if absent. */
  readonly status?: string;
  readonly reportedCostUsd?: string;
  /** The ways by which it can come; all that its path has if absent. */
  readonly ways?: readonly string[];
  /** What the application says of a server of its own. */
  readonly providerOption?: string;
}

const FOLDER = join(import.meta.dirname, '../../test/exchanges');

interface ExchangeFile {
  readonly exchanges: readonly Exchange[];
}

/** The corpus, file by file in the order of their names. */
export function readExchanges(): { file: string; exchange: Exchange }[] {
  return globSync('*.json', { cwd: FOLDER })
    .sort()
    .flatMap((file) => {
      const { exchanges } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as ExchangeFile;
      return exchanges.map((exchange) => ({ file, exchange }));
    });
}
