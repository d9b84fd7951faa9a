/** A whole number for people. Shape: `1,000,000`. */
export function counted(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
}
