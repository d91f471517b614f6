/** Told after a case: how many of how many are done, and the faults until then. */
export type Progress = (done: number, total: number, faults: number) => void;

/** Says how far a part is at each tenth of it. */
export function tellTenths(say: (text: string) => void): Progress {
  let told = 0;
  return (done, total, faults) => {
    const tenth = Math.floor((done * 10) / total);
    if (tenth <= told) return;
    told = tenth;
    say(`  ${done} of ${total}, ${faults} faults`);
  };
}
