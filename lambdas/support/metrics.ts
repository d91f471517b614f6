/**
 * Counts of one function, written as a line in CloudWatch's embedded metric format at the end of a call. What is 0 is
 * not written: CloudWatch bills each metric for each hour in which it has data, and alarms take missing data for silence.
 */
export class Metrics {
  readonly #service: string;
  readonly #values = new Map<string, number[]>();

  constructor(service: string) {
    this.#service = service;
  }

  addMetric(name: string, value: number): void {
    if (value === 0) return;
    const values = this.#values.get(name);
    if (values) values.push(value);
    else this.#values.set(name, [value]);
  }

  /** Writes what was counted since the last time, nothing where nothing was. */
  publish(): void {
    const values = [...this.#values];
    this.#values.clear();
    if (values.length === 0 || process.env['POWERTOOLS_METRICS_DISABLED'] === 'true') return;
    const line = {
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          {
            // The deployment sets it, so that two stages in one account stay apart.
            Namespace: process.env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Costkeeper',
            Dimensions: [['service']],
            Metrics: values.map(([Name]) => ({ Name, Unit: 'Count' })),
          },
        ],
      },
      service: this.#service,
      ...Object.fromEntries(values.map(([name, list]) => [name, list.length === 1 ? list[0] : list])),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
