import { readFileSync } from 'node:fs';

/** What a piece of work took. */
export interface Measured<T> {
  readonly result: T;
  readonly seconds: number;
  /** Processor time of this process. */
  readonly cpuSeconds: number;
  /** Processor time of the engine. */
  readonly engineCpuSeconds: number;
  readonly peakRssMb: number;
}

/** Does the work and watches what it takes of this process and of the engine's. */
export async function measure<T>(enginePid: number, work: () => Promise<T>): Promise<Measured<T>> {
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  const [cpu, engine, started] = [process.cpuUsage(), cpuSecondsOf(enginePid), performance.now()];
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  clearInterval(watch);
  return {
    result,
    seconds: round(seconds),
    cpuSeconds: round((used.user + used.system) / 1e6),
    engineCpuSeconds: round(cpuSecondsOf(enginePid) - engine),
    peakRssMb: Math.round(Math.max(peak, process.memoryUsage.rss()) / 1_048_576),
  };
}

/** Processor time of a process so far; Linux counts 100 ticks a second. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function round(value: number): number {
  return Number(value.toFixed(2));
}
