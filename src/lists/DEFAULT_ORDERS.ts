/** The order of a list where none is asked for, which a filter may change. */
export type OrderOf = (filter: unknown) => string;

/** The order that a list has when none is asked for, by the name of its connection type. */
export const DEFAULT_ORDERS = new Map<string, OrderOf>();

/** Whether a type of this name is a connection. */
export function isConnectionType(typeName: string): boolean {
  return DEFAULT_ORDERS.has(typeName);
}
