let mayGo: (() => boolean) | undefined;

// Heard before the page hears it: a window calls its listeners in the order in which they came, and main.tsx loads this
// file before anything is drawn.
addEventListener('popstate', (event) => {
  if (mayGo?.() === false) event.stopImmediatePropagation();
});

/** Has `ask` asked before Back or Forward lead on; false stays. Answers what ends that. */
export function guardBack(ask: () => boolean): () => void {
  mayGo = ask;
  return () => {
    if (mayGo === ask) mayGo = undefined;
  };
}
