// Before the first paint, so that a chosen theme does not flash in the other one.
(() => {
  const chosen = localStorage.getItem('costkeeper.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
// And before the page's own script is there: where the API is.
const costkeeperConfig = fetch('/config.json', { cache: 'no-store' });
costkeeperConfig.catch(() => {});
Object.assign(globalThis, { costkeeperConfig });
