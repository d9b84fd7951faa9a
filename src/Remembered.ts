/** A bounded memory of what can be made again. Once it is full it forgets everything, and fills anew. */
export class Remembered<Key, Value> {
  private readonly values = new Map<Key, Value>();

  /** @param max how many values it keeps */
  constructor(private readonly max: number) {}

  /** The value that was kept; undefined where none is. */
  get(key: Key): Value | undefined {
    return this.values.get(key);
  }

  /** Keeps a value, and answers it. */
  keep(key: Key, value: Value): Value {
    if (this.values.size >= this.max) this.values.clear();
    this.values.set(key, value);
    return value;
  }
}
