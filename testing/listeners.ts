import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** 127.0.0.1 as the kernel writes it. */
const LOOPBACK = '0100007F';

/** The processes that a process has started, by their ids; Linux alone tells them. */
export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

/** Addresses that a process and its children listen on, out of Linux's own table: all, and those elsewhere. */
export function listenersOf(pid: number): { readonly all: string[]; readonly elsewhere: string[] } {
  const sockets = [pid, ...childrenOf(pid)].flatMap((one) =>
    readdirSync(`/proc/${one}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${one}/fd/${fd}`)];
      } catch {
        // Closed meanwhile.
        return [];
      }
    }),
  );
  const all = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((column) => column[3] === '0A' && sockets.includes(`socket:[${column[9]}]`))
      .map((column) => String(column[1]).split(':')[0] ?? ''),
  );
  return { all, elsewhere: all.filter((address) => address !== LOOPBACK) };
}
