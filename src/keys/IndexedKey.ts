/** What the index of searches knows of a key. */
export interface IndexedKey {
  readonly id: string;
  readonly sortName: string;
  readonly user: string;
  readonly scopesText: string;
}
