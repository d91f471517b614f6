import { describe, expect, it } from 'vitest';
import { commandOf, isRunning, pidOf, processMark, processStart } from '../../local/process-mark.ts';
import { otherProcess } from '../support/other-process.ts';

describe('the mark of a process', () => {
  it('names it while it lives, and no longer when another has its id', async () => {
    const other = await otherProcess();
    const mark = processMark(other.pid);
    expect(mark).toMatch(/^\d+-\w+$/);
    expect(pidOf(mark)).toBe(other.pid);
    expect([isRunning(mark), isRunning(processMark())]).toEqual([true, true]);
    expect(isRunning(`${other.pid}-1`)).toBe(false);
    await other.end();
    expect(isRunning(mark)).toBe(false);
    expect(isRunning(String(other.pid))).toBe(false);
    expect(commandOf(other.pid)).toBe('');
  });

  it('without a start, as earlier versions wrote it, is any process of the id', () => {
    expect(isRunning(`${process.ppid}\n`)).toBe(true);
  });

  it.each(['', '0', '-1', 'undefined', '1.5', `${process.pid}-`, `${process.pid} 1`])(
    'is no mark: %j',
    (text) => {
      expect(isRunning(text)).toBe(false);
    },
  );
});

describe('the start of a process', () => {
  it.each(['linux', 'darwin'] as const)('on %s is the same whenever it is asked for', async (platform) => {
    await using other = await otherProcess();
    const start = processStart(other.pid, platform);
    expect(start).toMatch(/^\w+$/);
    expect(processStart(other.pid, platform)).toBe(start);
    await other.end();
    expect(processStart(other.pid, platform)).toBeUndefined();
  });

  it('is not told by Windows, where an id must do', async () => {
    await using other = await otherProcess();
    expect(processStart(other.pid, 'win32')).toBe('');
    await other.end();
    expect(processStart(other.pid, 'win32')).toBeUndefined();
  });
});

describe('the command line of a process', () => {
  it('is told with its arguments', async () => {
    await using other = await otherProcess();
    expect(commandOf(other.pid)).toMatch(/node.* -e setInterval\(/);
  });
});
