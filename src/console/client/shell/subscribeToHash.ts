/** Calls whenever what stands behind `#` in the address changes. Shape: a function that ends it. */
export function subscribeToHash(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}
