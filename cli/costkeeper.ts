#!/usr/bin/env node
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommandLine } from './run-command.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: (text) => console.log(text),
  err: (text) => console.error(text),
  env: process.env,
  now: Date.now,
  // Ctrl-C ends a wait at once.
  wait: (milliseconds) => sleep(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined),
  stopped: stop.signal,
});
