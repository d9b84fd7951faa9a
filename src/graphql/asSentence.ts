/** A message with a full stop, if it ends without a mark. */
export function asSentence(message: string): string {
  const text = message.trim();
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}
