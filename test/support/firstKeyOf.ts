/** The key that a first start made, as it was printed. */
export function firstKeyOf({ printed }: { printed(pattern: RegExp): Promise<string> }): Promise<string> {
  return printed(/API key {7}(\S+)/);
}
