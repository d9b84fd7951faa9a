/** How often a proof is repeated: `usual` in `npm test`, `long` in `npm run check`, which sets `LONG=on`. */
export function times({ usual, long }: { readonly usual: number; readonly long: number }): number {
  return process.env.LONG === 'on' ? long : usual;
}
