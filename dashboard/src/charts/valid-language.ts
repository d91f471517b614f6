/**
 * uPlot formats numbers in the browser's language as it loads and throws where that is none, such as the
 * `en-US@posix` of a machine without a locale. To be imported before it.
 */
try {
  Intl.NumberFormat(navigator.language);
} catch {
  // The page itself formats in en-US.
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
}
