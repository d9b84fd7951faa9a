/** What is read from a row. Errors: null where a column holds what no server writes there, such as half an object. */
export function unlessBroken<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
