/** Routes with names without end must not fill the memory. */
const MOST_ROUTES = 200;

/** Counts calls of routes that the wrappers do not know, and says each route once. */
export class UncoveredRoutes {
  readonly #warn: (text: string) => void;
  readonly #counts = new Map<string, number>();

  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  /** @param route method, host and path, such as `POST api.openai.com/v1/videos` */
  count(route: string): void {
    const known = this.#counts.get(route);
    const name = known === undefined && this.#counts.size >= MOST_ROUTES ? 'others' : route;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (known === undefined && name === route)
      this.#warn(`costkeeper: the cost of ${route} is not recorded: no reader knows it`);
  }

  /** Calls by route. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
