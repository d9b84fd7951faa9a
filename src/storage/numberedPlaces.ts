/** The places of values in a statement. Shape: `$1, $2, $3`. @param first the number of the first */
export function numberedPlaces(values: readonly unknown[], first = 1): string {
  return values.map((_value, index) => `$${first + index}`).join(', ');
}
