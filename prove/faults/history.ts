import type { CorrectionWriter } from '../../core/usage/usage-ports.ts';
import type { PriceBook } from '../../core/pricing/price-book.ts';
import { BudgetActors } from './budgets/budget-actors.ts';
import type { Move, HistoryAccess } from './budgets/history-access.ts';
import { openByDay, openByTally, viewOf } from './audit.ts';
import type { FaultEngine, WireRecord } from './engine.ts';
import { Functions } from './functions.ts';
import type { Invocation, WaitingCall } from './invocation.ts';
import { messageIdOf, type PlannedMessage, planMessages } from './messages.ts';
import { FaultQueue, type QueuedMessage } from './queue.ts';
import { FAULT_PRICES } from './prices.ts';
import { Choices } from './random.ts';
import { Requests } from './requests.ts';
import { aggregator, laneGrower, recorder, type SandboxOptions } from './sandboxes.ts';
import { Settlers } from './settlers.ts';
import { FaultStream, newEntriesOnly } from './stream.ts';
import { type HistoryKind, NO_WEAKNESS, type Weakness } from './weakness.ts';
import { keyText } from './wire.ts';

/** A history that needs more steps than this does not come to rest. */
const MAX_STEPS = 6000;
const START = Date.UTC(2026, 4, 20, 10);

/**
 * One seeded history: producers send, the queue and the stream deliver, recorder and aggregator run side
 * by side, and before each of their calls the dice decide what happens. Nothing in here depends on time
 * or on the order in which answers arrive: the same seed is the same history.
 */
export class History {
  readonly choices: Choices;
  readonly queue = new FaultQueue();
  readonly stream: FaultStream;
  readonly steps: string[] = [];
  /** Recorder batches that were answered without a failure: their tallies must be exact. */
  readonly answered = new Set<string>();
  /** Lost stream records are found again by tallies, or by reading whole days. */
  readonly audit: 'tallies' | 'days';
  readonly timeZone: string;
  readonly table: string;
  /** Who plays beside recorder and aggregator. */
  readonly actors: BudgetActors | undefined;
  readonly #engine: FaultEngine;
  readonly #options: SandboxOptions;
  readonly #plan: PlannedMessage[];
  readonly #functions: Functions;
  readonly #requests: Requests;
  #now: number;
  #faultsLeft: number;
  readonly #settlers: Settlers;
  #growthsLeft: number;
  #intensity: number;
  /** Which of the prices are in force. */
  #pack = 0;
  #count = 0;

  /** `from` is a seed, or the choices of a history that is played again. */
  constructor(
    engine: FaultEngine,
    from: number | readonly number[],
    { weakness = NO_WEAKNESS, kind = 'ledger' }: { weakness?: Weakness; kind?: HistoryKind } = {},
  ) {
    this.choices = new Choices(from);
    this.#engine = engine;
    this.table = `history-${crypto.randomUUID()}`;
    // Budgets are compared within one month.
    this.#now = START + this.choices.below((kind === 'budgets' ? 8 : 20) * 86_400_000);
    this.audit = weakness.audit ?? this.choices.pick(['tallies', 'days']);
    this.timeZone = this.choices.pick(['UTC', 'UTC', 'Europe/Berlin']);
    this.#plan = planMessages(this.choices, this.#now);
    this.#faultsLeft = this.choices.between(0, 40);
    this.#intensity = this.choices.pick([0.05, 0.15, 0.35]);
    const corrections = this.choices.between(0, 2);
    this.#growthsLeft = this.choices.between(0, 3);
    this.#requests = new Requests(this.choices, (text) => this.#note(text));
    this.stream = new FaultStream(weakness.filter ?? newEntriesOnly);
    this.#functions = new Functions((text) => this.#note(text), weakness.input ?? ((input) => input));
    const options = {
      engine,
      table: this.table,
      timeZone: this.timeZone,
      lanes: this.choices.between(1, 3),
      choices: this.choices,
      now: () => this.#now,
      prices: () => FAULT_PRICES[this.#pack] as PriceBook,
      ledgerOf: weakness.ledger ?? ((ledger: CorrectionWriter) => ledger),
    };
    this.actors = kind === 'budgets' ? new BudgetActors(this.#access(options)) : undefined;
    this.#options = { ...options, effects: this.actors };
    // Histories of budgets have corrections only.
    const settlements = kind === 'budgets' ? 0 : 4;
    this.#settlers = new Settlers(this.#access(this.#options), this.answered, { corrections, settlements });
  }

  /** Runs until everything has arrived. Throws when it does not come to rest. */
  async run(): Promise<void> {
    await this.#engine.createTable(this.table);
    await this.actors?.start();
    do {
      while (await this.#step());
    } while (await this.#pushLost());
  }

  /** What those who play beside may use. */
  #access(options: SandboxOptions): HistoryAccess {
    return {
      choices: this.choices,
      functions: this.#functions,
      options,
      note: (text) => this.#note(text),
      fault: () => void this.#faultsLeft--,
      pass: (ms) => void (this.#now += ms),
      send: (message) => this.#send(message),
      scan: () => this.#engine.scan(this.table),
    };
  }

  #note(text: string): void {
    this.steps.push(`${this.steps.length + 1} ${text}`);
  }

  async #step(): Promise<boolean> {
    if (++this.#count > MAX_STEPS) throw new Error(`the history does not come to rest in ${MAX_STEPS} steps`);
    this.#now += this.choices.below(400);
    const moves = [...this.#work(), ...(this.#faultsLeft > 0 ? this.#mishaps() : [])];
    if (moves.some(([weight]) => weight > 0)) {
      await this.choices.weighted(moves)();
      await this.#functions.settled();
      await this.actors?.look();
      return true;
    }
    return (await this.#readStream()) > 0;
  }

  #work(): Move[] {
    const calls = this.#functions.calls;
    const visible = this.queue.in('visible');
    const { pending } = this.stream;
    const moves: Move[] = calls.map((call) => [
      this.actors?.weightOf(call) ?? 3,
      () => this.#requests.serve(call, calls),
    ]);
    moves.push(...this.#requests.onTheWire.map((call): Move => [1, () => this.#requests.arrive(call)]));
    if (this.#plan.length > 0) moves.push([4, () => this.#send(this.#plan.pop() as PlannedMessage)]);
    if (visible.length > 0 && this.#functions.count('recorder') < 2)
      moves.push([4, () => this.#receive(visible)]);
    if (calls.length > 0) moves.push([1, async () => void (await this.#readStream())]);
    if (pending.size > 0 && this.#functions.count('aggregator') < 2)
      moves.push([3, () => this.#deliver([...pending])]);
    moves.push(...this.#settlers.work(this.#pack > 0));
    if (this.#pack + 1 < FAULT_PRICES.length) moves.push([0.3, () => this.#changePrices()]);
    if (this.#growthsLeft > 0) moves.push([0.5, async () => this.#grow()]);
    return [...moves, ...(this.actors?.work() ?? [])];
  }

  /** A price pack comes into force while messages are under way. */
  #changePrices(): void {
    this.#pack++;
    this.#note(`the prices ${FAULT_PRICES[this.#pack]?.version} come into force`);
  }

  #mishaps(): Move[] {
    const running = this.#functions.running;
    const live = running.filter(({ state }) => state === 'live');
    const done = this.queue.in('done');
    const tried = this.queue.in('visible').filter(({ receives }) => receives > 0);
    const { pending, records } = this.stream;
    const likely = this.#intensity;
    const moves: Move[] = this.#functions.calls
      .filter(({ operation }) => operation !== 'pause')
      .map((call) => [4 * likely * (this.actors?.exposureOf(call) ?? 1), () => this.#spoil(call)]);
    if (running.length > 0) moves.push([4 * likely, () => this.#crash(this.choices.pick(running))]);
    if (live.length > 0) moves.push([2 * likely, () => this.#giveUp(this.choices.pick(live))]);
    if (done.length > 0) moves.push([likely, () => this.#redeliver(this.choices.pick(done))]);
    if (tried.length > 0) moves.push([likely, () => this.#redrive(this.choices.pick(tried))]);
    if (records.length > 0) moves.push([2 * likely, () => this.#deliver(records, 'once more')]);
    if (pending.size > 0) moves.push([2 * likely, () => this.#discard(this.choices.pick([...pending]))]);
    if (this.stream.discarded.size > 0) moves.push([likely, async () => void (await this.#pushLost())]);
    return [...moves, ...(this.actors?.mishaps() ?? [])];
  }

  async #spoil(call: WaitingCall): Promise<void> {
    this.#faultsLeft--;
    await this.#requests.spoil(call);
  }

  /** The process is gone; what it has sent may arrive much later. */
  #crash(invocation: Invocation): void {
    this.#faultsLeft--;
    const sent = this.#requests.leaveBehind(invocation);
    this.#note(`${invocation.name} crashes; ${sent} of its requests are on their way`);
    this.#functions.giveUp(invocation, 'dead');
  }

  #giveUp(invocation: Invocation): void {
    this.#faultsLeft--;
    this.#note(`${invocation.name} is timed out and goes on as a zombie`);
    this.#functions.giveUp(invocation, 'zombie');
  }

  #send(message: Pick<PlannedMessage, 'body' | 'events'>): void {
    const messageId = messageIdOf(this.choices);
    this.#note(`a producer sends ${messageId}: ${message.body}`);
    this.queue.send(message, messageId, this.#now);
  }

  #receive(visible: readonly QueuedMessage[]): void {
    const batch = this.choices.shuffled(visible).slice(0, this.choices.between(1, 4));
    const event = this.queue.receive(batch);
    this.#functions.start('recorder', batch.map(({ messageId }) => messageId).join(', '), {
      run: async () => {
        const { batch, response } = await recorder(this.#options, event);
        if (response.batchItemFailures.length === 0) this.answered.add(batch);
        return response;
      },
      ended: (response) => this.queue.settle(batch, response),
    });
  }

  #deliver(from: readonly WireRecord[], why = ''): void {
    const size = this.choices.between(1, 10);
    const first = this.choices.below(Math.max(1, from.length - size + 1));
    let batch = from.slice(first, first + size);
    if (this.#faultsLeft > 0 && this.choices.chance(0.2)) batch = this.choices.shuffled(batch);
    const what = batch.map(({ dynamodb }) => keyText(dynamodb.Keys)).join(', ');
    this.#functions.start('aggregator', `${why} ${what}`.trim(), {
      run: () => aggregator(this.#options)(this.stream.event(batch)),
      ended: (response) => this.stream.settle(batch, response),
    });
  }

  #redeliver(message: QueuedMessage): void {
    this.#faultsLeft--;
    this.#note(`the queue brings ${message.messageId} again`);
    message.state = 'visible';
  }

  #redrive(message: QueuedMessage): void {
    this.#faultsLeft--;
    this.#note(`${message.messageId} goes to the dead-letter queue and is sent again`);
    message.state = 'abandoned';
    this.#send(message);
  }

  async #readStream(): Promise<number> {
    return this.stream.take(await this.#engine.readStream(this.table, this.stream.last));
  }

  /**
   * The stream gives a record up. Tallies find it again when its recorder was answered; a record that is
   * lost twice, with its tally too, is for the audit that reads whole days.
   */
  #discard(record: WireRecord): void {
    const batch = record.dynamodb.NewImage?.['rb']?.S ?? '';
    if (this.audit === 'tallies' && !this.answered.has(batch)) return;
    this.#faultsLeft--;
    this.#note(`the stream gives up ${keyText(record.dynamodb.Keys)}`);
    this.stream.discard(record);
  }

  /** The audit: what was written and is not ticked off goes through the aggregator again. */
  async #pushLost(): Promise<boolean> {
    if (this.stream.discarded.size === 0) return false;
    this.stream.discarded.clear();
    const view = viewOf(await this.#engine.scan(this.table));
    const lost = this.audit === 'days' ? openByDay(view) : openByTally(view);
    this.#note(`the audit (${this.audit}) pushes ${lost.length} items`);
    this.stream.replay(lost);
    return true;
  }

  /** Steps are minutes apart; what is on its way keeps the lane that it was recorded with. */
  #grow(): void {
    this.#growthsLeft--;
    this.#now += 5 * 60_000;
    this.#functions.start('grower', 'gives totals more lanes', {
      run: () => laneGrower(this.#options),
      ended: () => undefined,
    });
  }
}
