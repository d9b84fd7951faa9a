/** Units: characters of what a client calls itself that are kept. */
const MAX_USER_AGENT = 120;

/** As much of what a client calls itself as is kept. It is copied: a part of a text keeps the whole of it in memory. */
export function keptClientOf(userAgent: string): string {
  if (userAgent.length <= MAX_USER_AGENT) return userAgent;
  return Buffer.from(userAgent.slice(0, MAX_USER_AGENT), 'latin1').toString('latin1');
}
