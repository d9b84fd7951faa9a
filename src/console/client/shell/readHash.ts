/** What stands behind `#` in the address. Shape: `/settings/history` and `severity=WARNING`. */
export function readHash(): { readonly path: string; readonly search: string } {
  const [path = '', ...search] = location.hash.replace(/^#?\/?/, '').split('?');
  return { path: `/${path}`, search: search.join('?') };
}
