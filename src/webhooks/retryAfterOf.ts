/** For how long a receiver asks to be left alone. Units: milliseconds; null where it does not say so. Source: RFC 9110, section 10.2.3. */
export function retryAfterOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = header.endsWith(' GMT') ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(at - now, 0);
}
