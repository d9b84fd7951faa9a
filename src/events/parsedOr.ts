/** What a text of JSON says, or something else where it is none. */
export function parsedOr<Other>(text: string, other: Other): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return other;
  }
}
