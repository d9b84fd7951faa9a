import { randomBytes } from 'node:crypto';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { formatKeyValue, generateKeyValue } from '../../src/keys/keyValue';
import { Peppers } from '../../src/keys/Peppers';
import { foldName } from '../../src/names';
import { listedKey } from './listedKey';
import { PROCESS_NAMES, SECOND_KEY_SCOPES, type SeedSize } from './seedSizes';

/** A row of `api_key`. Shape: the columns of the table, in their order. */
export interface KeySeed {
  readonly id: string;
  readonly organizationId: string;
  readonly processId: string | null;
  readonly name: string;
  readonly sortName: string;
  readonly user: string;
  readonly passDigest: string;
  readonly pepperVersion: string;
  readonly scopes: string;
  readonly expiresAt: number;
  readonly createdAt: number;
  readonly createdBy: string | null;
  readonly lastUsedAt: number | null;
  readonly disabledAt: number | null;
  readonly deletedAt: number | null;
}

/** A row of `organization` or `process`. */
export interface OwnerSeed {
  readonly id: string;
  readonly name: string;
}

/** A key that works, with its value. */
export interface WorkingKey {
  readonly value: string;
  readonly user: string;
  readonly organizationId: string;
}

/** An organization that rows ask about, with a key that holds all scopes. */
export interface KnownOrganization {
  readonly id: string;
  readonly key: string;
  readonly processes: readonly OwnerSeed[];
}

const ALL_SCOPES = ` ${SHIPPED_SCOPES.map(({ name }) => name).join(' ')} `;

/**
 * What a database of a size holds: one organization whose keys are listed, one for the other questions, one that makes
 * keys, and many others whose keys all work. The same size gives the same rows, but for what is random in a key.
 */
export class SeedPlan {
  readonly listing: KnownOrganization;
  readonly bench: KnownOrganization;
  readonly maker: KnownOrganization;
  readonly others: readonly OwnerSeed[];
  /** The keys of the page that is compared, the newest first. */
  readonly pageKeys: readonly KeySeed[];
  /** Keys that work, each of the next organization, then each its second, and so on. */
  readonly working: readonly WorkingKey[];
  private readonly rest: KeySeed[] = [];
  private readonly peppers: Peppers;
  private idCount = 0;

  constructor(
    private readonly size: SeedSize,
    secret: string,
    readonly now: number,
  ) {
    this.peppers = new Peppers(secret, []);
    this.listing = this.organization('Listing', listingProcessNames());
    this.bench = this.organization('Bench', PROCESS_NAMES);
    this.maker = this.organization('Maker', []);
    this.pageKeys = Array.from({ length: 100 }, (_each, index) => this.pageKey(100 - index));
    this.others = Array.from({ length: size.organizationCount - 3 }, (_each, index) => ({
      id: this.id(now - 400 * DAY_MS),
      name: `Organization ${index}`,
    }));
    this.working = this.workingKeys();
  }

  /** Every key, in the order in which they were made for each organization. */
  *keys(): Generator<KeySeed> {
    yield* this.rest;
    yield* this.pageKeys;
    for (let index = 0; index < this.size.listingKeyCount - 1; index++) yield this.listedKey(index);
    const { keyCount, listingKeyCount } = this.size;
    const fakeCount = keyCount - listingKeyCount - this.pageKeys.length - 2 - this.working.length;
    for (let index = 0; index < fakeCount; index++) {
      const owner = this.others[index % this.others.length];
      if (owner) yield this.key(owner.id, this.now - (index % 300) * DAY_MS - 3_600_000, { name: `Service ${index}` });
    }
  }

  /** Every organization. */
  organizations(): OwnerSeed[] {
    const known = [this.listing, this.bench, this.maker];
    return [
      ...known.map(({ id }, index) => ({ id, name: ['Listing', 'Bench', 'Maker'][index] ?? '' })),
      ...this.others,
    ];
  }

  private organization(name: string, processNames: readonly string[]): KnownOrganization {
    const createdAt = this.now - 400 * DAY_MS;
    const id = this.id(createdAt);
    const processes = processNames.map((each) => ({ id: this.id(createdAt), name: each }));
    const key = this.realKey(id, { name: `${name} admin`, scopes: ALL_SCOPES });
    return { id, key: key.value, processes };
  }

  private workingKeys(): WorkingKey[] {
    return Array.from({ length: this.size.workingKeyCount }, (_each, index) => {
      const owner = this.others[index % this.others.length];
      return this.realKey(owner?.id ?? '', { name: `Service ${index}`, scopes: SECOND_KEY_SCOPES });
    });
  }

  private realKey(organizationId: string, wishes: Partial<KeySeed>): WorkingKey {
    const value = generateKeyValue('ORGANIZATION');
    const { digest, version } = this.peppers.digest(value.pass);
    const digested = { user: value.user, passDigest: digest, pepperVersion: version };
    const expiresAt = this.now + 360 * DAY_MS;
    this.rest.push(this.key(organizationId, this.now - 200 * DAY_MS, { ...wishes, ...digested, expiresAt }));
    return { value: formatKeyValue(value), user: value.user, organizationId };
  }

  private pageKey(index: number): KeySeed {
    const processId = this.bench.processes[0]?.id ?? null;
    const createdAt = this.now - 10 * DAY_MS + index * 60_000;
    return this.key(this.bench.id, createdAt, {
      processId,
      name: `Nightly import ${index}`,
      lastUsedAt: createdAt + 5_000,
    });
  }

  private listedKey(index: number): KeySeed {
    const { createdAt, ...wishes } = listedKey(index, this.size.listingKeyCount, this.listing.processes, this.now);
    return this.key(this.listing.id, createdAt, wishes);
  }

  private key(organizationId: string, createdAt: number, wishes: Partial<KeySeed>): KeySeed {
    const { name = 'Service', processId = null } = wishes;
    const random = randomBytes(40).toString('hex');
    return {
      id: this.id(createdAt),
      organizationId,
      processId,
      name,
      sortName: foldName(name),
      user: `${processId === null ? 'lko_' : 'lkp_'}${random.slice(0, 16)}`,
      passDigest: random.slice(16),
      pepperVersion: '00000000',
      scopes: SECOND_KEY_SCOPES,
      expiresAt: createdAt + 360 * DAY_MS,
      createdAt,
      createdBy: 'Admin',
      lastUsedAt: null,
      disabledAt: null,
      deletedAt: null,
      ...wishes,
    };
  }

  /** Shape: as `newId` makes them, counted where those are random. */
  private id(createdAt: number): string {
    this.idCount += 1;
    return `${createdAt.toString(16).padStart(12, '0')}7${this.idCount.toString(16).padStart(19, '0')}`;
  }
}

function listingProcessNames(): string[] {
  return Array.from({ length: 100 }, (_each, index) => `Process ${String(index).padStart(3, '0')}`);
}
