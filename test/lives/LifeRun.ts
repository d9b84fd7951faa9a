import { DAY_MS } from '../../src/clock';
import type { Speaker } from '../support/apiKeyMutations';
import { setPolicy } from '../support/keyPolicies';
import { postForm, withToken } from '../support/oauth';
import { signedIn, type TestMember } from '../support/people';
import { settleReuses } from '../support/reuses';
import { runJob } from '../support/runJob';
import type { Visitor } from '../support/Visitor';
import type { TestKey, TestOrganization, World } from '../support/world';
import { chooseInput } from './chooseInput';
import { Dice } from './Dice';
import {
  complete,
  currentOf,
  endOfSecret,
  instant,
  isWorking,
  type KeyModel,
  type PolicyModel,
  type SecretModel,
  shownOf,
  statusOfModel,
  type TokenModel,
  the,
} from './KeyModel';
import { replay, replayedOf } from './replay';
import {
  type CallerModel,
  COLLECTIONS,
  creationCodes,
  endKey,
  KM,
  PKM,
  READ,
  ROTATE_SELF,
  SCOPES,
  type Scene,
  type ShownSecret,
  VERBS,
} from './verbs';

const MAX_KEYS = 9;
const HOME = '127.0.0.1';
const WAITS_MS = [600_000, 3_600_000, 3_600_000, DAY_MS, DAY_MS, 5 * DAY_MS, 20 * DAY_MS, 31 * DAY_MS];
const SHOWN = 'status version scopes expiresAt endReason secrets { number state worksUntil }';
const UNUSED = { firstUsedAt: null, lastUsedAt: null, graceMs: 0, isSilent: false, until: null };

/** What is done next. Shape: the seed chooses among what is there by then. */
export interface Step {
  readonly what: 'VERB' | 'CREATE' | 'USE' | 'TOKEN' | 'REVOKE' | 'WAIT' | 'POLICY' | 'END_PROCESS' | 'JOBS';
  readonly verb: keyof typeof VERBS;
  readonly seed: number;
}

/** A caller with its way to speak. Shape: `model` is null where it should be refused. */
interface Chosen {
  readonly model: CallerModel | null;
  readonly speaker: Speaker;
  /** The secret that comes, and its key. */
  readonly presented: readonly [KeyModel, SecretModel] | null;
}

/** One life of some keys of an organization, beside what a model says of it. */
export class LifeRun {
  private readonly keys: KeyModel[] = [];
  private policy: PolicyModel = {
    maxLifetimeDays: 366,
    requiresNote: false,
    disableUnusedAfterDays: null,
    onSecretReuse: 'ALERT',
    enforcedFrom: null,
  };
  private readonly policyChanges = new Map<string, number>();
  private dice = new Dice('');
  private session: { readonly since: number; readonly visitor: Visitor } | null = null;

  private constructor(
    private readonly world: World,
    private readonly acme: TestOrganization,
    private readonly member: TestMember,
    private readonly process: { readonly id: string; isDeleted: boolean },
    private readonly visits: Set<string>,
  ) {}

  static async start(world: World, acme: TestOrganization, member: TestMember, visits: Set<string>): Promise<LifeRun> {
    const { id } = await world.process(acme);
    const run = new LifeRun(world, acme, member, { id, isDeleted: false }, visits);
    await run.add([READ, KM, ROTATE_SELF], null, 60);
    await run.add([READ, PKM], id, 90);
    await run.add([READ, COLLECTIONS, ROTATE_SELF], null, 90);
    return run;
  }

  /** Uses every secret that there ever was, and has the audit log lead to each key as it is. */
  async end(): Promise<void> {
    for (const [key, secret] of this.keys.flatMap((each) => each.secrets.map((its) => [each, its] as const))) {
      this.world.now += 1_000;
      await this.use(this.asSecret(key, secret));
    }
    await this.compare();
    for (const key of this.keys) {
      expect(await replay(this.world, key, this.policyChanges.get(key.id) ?? 0)).toEqual(replayedOf(key));
    }
  }

  async take({ what, verb, seed }: Step): Promise<void> {
    this.dice = new Dice(String(seed));
    this.world.now += 1_000; // Events of one instant have no order.
    if (what === 'VERB') await this.change(verb);
    if (what === 'CREATE') await this.create();
    if (what === 'USE') await this.use(await this.caller(this.dice.pick(this.keys), 1));
    if (what === 'TOKEN') await this.makeToken();
    if (what === 'REVOKE') await this.revoke();
    if (what === 'WAIT') this.world.now += this.dice.pick(WAITS_MS);
    if (what === 'POLICY') await this.changePolicy();
    if (what === 'END_PROCESS') await this.endProcess();
    if (what === 'JOBS') for (const job of ['finish-rotations', 'purge-tombstones']) await runJob(this.world, job);
    await this.compare();
  }

  /** Compares what a member is shown of all keys with the model. */
  async compare(): Promise<void> {
    const fields = this.keys.map(({ id }, index) => `k${index}: apiKey(id: "${id}") { ${SHOWN} }`);
    const { body } = await (await this.asMember()).run(`{ ${fields.join(' ')} }`);
    if (!body.data) throw new Error(`nothing is shown: ${JSON.stringify(body)}`);
    const found = Object.values<{ status: string; secrets: { number: number; state: string }[] }>(body.data);
    for (const [index, { secrets }] of found.entries()) this.adoptSilence(the(this.keys[index]), secrets);
    const { now } = this.world;
    expect(found).toEqual(this.keys.map((key) => shownOf(this.policy, key, now)));
    for (const { status, secrets } of found) {
      this.visits.add(`status ${status}`);
      for (const { state } of secrets) this.visits.add(`secret ${state}`);
      const usable = secrets.filter(({ state }) => ['PENDING', 'CURRENT', 'RETIRING'].includes(state));
      expect(usable.length).toBeLessThanOrEqual(2);
    }
  }

  /** A silent secret may be ended by the job, at the earliest after an hour. */
  private adoptSilence(key: KeyModel, shown: readonly { number: number; state: string }[]): void {
    const { now } = this.world;
    const newest = currentOf(key);
    const silent = key.secrets.find(({ state }) => state === 'RETIRING');
    if (!silent || !newest.isSilent || endOfSecret(key, silent) <= now) return;
    const isSilent = now - (silent.lastUsedAt ?? silent.madeAt) >= 3_600_000;
    const isEnded = shown.some(({ number, state }) => number === silent.number && state === 'RETIRED');
    if (isSilent && isEnded) Object.assign(silent, { state: 'RETIRED', until: now });
  }

  private scene(): Scene {
    return { keys: this.keys, policy: this.policy, process: this.process, now: this.world.now };
  }

  private async change(name: keyof typeof VERBS): Promise<void> {
    const target = this.dice.pick(this.keys);
    const chosen = await this.caller(target);
    const input = chooseInput(this.dice, name, target, this.world.now);
    // What uses itself is in use: that is written down a moment later.
    if (name === 'updateApiKey' && chosen.model?.key === target) await chosen.speaker.run('{ viewer { name } }');
    await this.settled(chosen);
    const needed = /Rotation|rotate/.test(name) ? [KM, PKM, ROTATE_SELF] : [KM, PKM];
    const { model } = chosen;
    const isForbidden = model !== null && !needed.some((scope) => model.scopes.has(scope));
    const expected = model && !isForbidden ? VERBS[name](this.scene(), model, target, input) : null;
    const codes = expected?.codes ?? [isForbidden ? 'FORBIDDEN' : 'UNAUTHENTICATED'];
    const { expiresAt, ...given } = input;
    const sent = { id: target.id, ...given, ...(expiresAt === undefined ? {} : { expiresAt: instant(expiresAt) }) };
    const fields = `${/^(?:rotate|enable)/.test(name) ? 'secret { value number expiresAt }' : ''} ${
      /^(?:disable|enable|delete|restore)/.test(name) ? 'affectedCount' : ''
    } userErrors { code }`;
    const answer = await this.mutate(chosen, name, sent, fields);
    expect([name, sent, answer.codes]).toEqual([name, sent, codes]);
    this.visit(name, codes);
    if (codes.length === 0 && expected) {
      expect(answer.secret !== null).toBe(expected.hasSecret ?? false);
      if (expected.affectedCount !== undefined) expect(answer.affectedCount).toBe(expected.affectedCount);
      expected.apply(answer.secret);
      if (answer.secret) expect(answer.secret.expiresAt).toBe(instant(target.expiresAt));
    }
    await this.after(chosen);
  }

  private async create(): Promise<void> {
    if (this.keys.length >= MAX_KEYS) return;
    const chosen = await this.caller(this.dice.pick(this.keys));
    await this.settled(chosen);
    const { model } = chosen;
    const scopes = SCOPES.filter((scope) => scope === READ || this.dice.isBelow(0.4));
    const processId = model?.key?.processId ?? (this.dice.isBelow(0.3) ? this.process.id : null);
    const note = this.dice.isBelow(0.5) ? 'For CI.' : null;
    const expiresAt = this.world.now + this.dice.pick([1, 15, 40, 100]) * DAY_MS;
    const made = this.modelOf({ id: '', processId, scopes, expiresAt, note, makerId: model?.key?.id ?? null }, '');
    const codes = creationCodes(this.scene(), model, made);
    const input = { name: 'Key', scopes, processId, note, expiresAt: instant(expiresAt) };
    const fields = 'apiKey { id } secret { value number expiresAt } userErrors { code }';
    const answer = await this.mutate(chosen, 'createApiKey', input, fields);
    expect(['createApiKey', answer.codes]).toEqual(['createApiKey', codes]);
    this.visit('createApiKey', codes);
    if (codes.length === 0) {
      const first = { ...the(made.secrets[0]), value: the(answer.secret ?? undefined).value };
      this.keys.push({ ...made, id: answer.id, secrets: [first] });
    }
    await this.after(chosen);
  }

  private async use(chosen: Chosen): Promise<void> {
    await this.settled(chosen);
    const { status } = await chosen.speaker.run('{ viewer { name } }');
    expect(['use', chosen.presented?.[1].state, status]).toEqual([
      'use',
      chosen.presented?.[1].state,
      chosen.model ? 200 : 401,
    ]);
    this.visit('use', chosen.model ? [] : ['UNAUTHENTICATED']);
    await this.after(chosen);
  }

  private async makeToken(): Promise<void> {
    const key = this.dice.pick(this.keys);
    const secret = this.dice.pick(key.secrets);
    const { speaker: _none, ...chosen } = this.asSecret(key, secret);
    await this.settled(chosen);
    const form = { grant_type: 'client_credentials' };
    const { status, body } = await postForm(this.world.url, '/oauth/token', this.asTestKey(key, secret), form);
    expect(['token', status]).toEqual(['token', chosen.model ? 200 : 401]);
    this.visit('token', chosen.model ? [] : ['UNAUTHENTICATED']);
    if (status === 200) {
      const expiresAt = this.world.now + body.expires_in * 1_000;
      secret.tokens.push({ value: body.access_token, scopes: key.scopes, expiresAt });
    }
    await this.after(chosen);
  }

  /** By the value of a secret: one that works ends its key as compromised, any other ends nothing. */
  private async revoke(): Promise<void> {
    const key = this.dice.pick(this.keys);
    const secret = this.dice.pick(key.secrets);
    const { now } = this.world;
    const { status } = await postForm(this.world.url, '/oauth/revoke', null, { token: secret.value });
    expect(['revoke', status]).toEqual(['revoke', 200]);
    const works = isWorking(key, secret, now);
    this.visits.add(`revoke ${works ? secret.state : 'ended'}`);
    const isOver = key.disabledAt !== null || key.deletedAt !== null;
    const isNews = !isOver || key.reason !== 'COMPROMISED';
    if (works && isNews) endKey(key, 'disabledAt', 'COMPROMISED', now);
  }

  private async changePolicy(): Promise<void> {
    const { now } = this.world;
    const maxLifetimeDays = this.dice.pick([366, 366, 120, 45]);
    this.policy = {
      maxLifetimeDays,
      requiresNote: this.dice.isBelow(0.2),
      disableUnusedAfterDays: this.dice.isBelow(0.3) ? 15 : null,
      onSecretReuse: this.dice.isBelow(0.6) ? 'DISABLE' : 'ALERT',
      enforcedFrom: this.dice.isBelow(0.5) ? now + this.dice.pick([0, 2]) * DAY_MS : null,
    };
    await setPolicy(this.world, this.acme, { ...this.policy, defaultLifetimeDays: 1 });
    this.visits.add('policy');
    const rows = await this.world.rows<{ id: string; version: number }>(
      'SELECT "id", "version" FROM "api_key" WHERE "organizationId" = $1',
      [this.acme.id],
    );
    // A policy counts as a change of every row that it changes, and of no other.
    for (const key of this.keys) {
      const version = the(rows.find(({ id }) => id === key.id)).version;
      expect([key.version, key.version + 1]).toContain(version);
      if (version > key.version) this.policyChanges.set(key.id, (this.policyChanges.get(key.id) ?? 0) + 1);
      key.version = version;
    }
  }

  private async endProcess(): Promise<void> {
    if (this.process.isDeleted) return;
    const document = `mutation { deleteProcess(input: { id: "${this.process.id}" }) { userErrors { code } } }`;
    await (await this.asMember()).run(document);
    this.process.isDeleted = true;
    this.visits.add('process deleted');
    for (const key of this.keys) {
      const isReached = key.processId !== null && key.deletedAt === null;
      if (isReached) endKey(key, 'deletedAt', 'PRIVILEGE_WITHDRAWN', this.world.now);
    }
  }

  /** Somebody who signed in just now: sessions end where time passes. */
  private async asMember(): Promise<Visitor> {
    const { now } = this.world;
    if (this.session?.since !== now) {
      this.session = { since: now, visitor: await signedIn(this.world, this.member) };
    }
    return this.session.visitor;
  }

  /** Chooses who calls: a member, or a secret or a token of a key, whether it works or not. */
  private async caller(target: KeyModel, keyShare = 0.6): Promise<Chosen> {
    if (!this.dice.isBelow(keyShare)) {
      const model = { key: null, secret: null, scopes: new Set(SCOPES), expiresAt: Number.POSITIVE_INFINITY };
      return { model, speaker: await this.asMember(), presented: null };
    }
    const key = this.dice.isBelow(0.4) ? target : this.dice.pick(this.keys);
    const secret = this.dice.pick(key.secrets);
    const token = this.dice.isBelow(0.3) ? secret.tokens.at(-1) : undefined;
    return token ? this.asToken(key, secret, token) : this.asSecret(key, secret);
  }

  private asSecret(key: KeyModel, secret: SecretModel): Chosen {
    const speaker = this.world.as(secret.value);
    return { model: this.modelOfSecret(key, secret, key.scopes), speaker, presented: [key, secret] };
  }

  private asToken(key: KeyModel, secret: SecretModel, token: TokenModel): Chosen {
    const scopes = token.scopes.filter((scope) => key.scopes.includes(scope));
    const holds = token.expiresAt > this.world.now;
    const model = holds ? this.modelOfSecret(key, secret, scopes) : null;
    return { model, speaker: withToken(this.world.url, token.value), presented: model && [key, secret] };
  }

  private modelOfSecret(key: KeyModel, secret: SecretModel, scopes: readonly string[]): CallerModel | null {
    const { now } = this.world;
    const holds = isWorking(key, secret, now) && statusOfModel(this.policy, key, now) === 'ACTIVE';
    return holds ? { key, secret, scopes: new Set(scopes), expiresAt: endOfSecret(key, secret) } : null;
  }

  /** What a use does: it is written down a moment later, and before the key is rotated or ended. */
  private async settled({ model, presented }: Pick<Chosen, 'model' | 'presented'>): Promise<void> {
    if (!model || !presented) return;
    const [key, secret] = presented;
    const { now } = this.world;
    Object.assign(secret, { firstUsedAt: secret.firstUsedAt ?? now, lastUsedAt: now });
    secret.networks.add(HOME);
    key.lastUsedAt = now;
    this.visits.add(`use of ${secret.state}`);
    if (secret.state === 'PENDING') complete(key, secret.graceMs, now);
  }

  /** Has everything written down that waits: the use, and the reuse of what ended. */
  private async after({ model, presented }: Pick<Chosen, 'model' | 'presented'>): Promise<void> {
    await this.world.app.services.keyUse.flush();
    if (model || !presented) return;
    const [key, secret] = presented;
    if (isWorking(key, secret, this.world.now) || key.expiresAt <= this.world.now) return;
    await settleReuses(this.world);
    this.visits.add('reuse');
    const isReplaced = key.secrets.some(({ number, firstUsedAt }) => number > secret.number && firstUsedAt !== null);
    const isLive = key.deletedAt === null && key.disabledAt === null && key.expiresAt > this.world.now;
    if (!isLive || !isReplaced || secret.networks.has(HOME) || this.policy.onSecretReuse === 'ALERT') return;
    endKey(key, 'disabledAt', 'COMPROMISED', this.world.now);
    this.visits.add('reuse DISABLE');
  }

  private async mutate({ speaker }: Chosen, name: string, input: object, fields: string) {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { answer: ${name}(input: $input) { ${fields} } }`;
    const { body } = await speaker.run(document, { input });
    const payload = body.data?.answer;
    const codes: string[] = payload
      ? payload.userErrors.map(({ code }: { code: string }) => code)
      : [body.errors[0].extensions.code];
    const secret: ShownSecret | null = payload?.secret ?? null;
    const id: string = payload?.apiKey?.id ?? '';
    return { codes: [...new Set(codes)].sort(), secret, id, affectedCount: payload?.affectedCount };
  }

  private async add(held: readonly string[], processId: string | null, days: number): Promise<void> {
    const scopes = SCOPES.filter((scope) => held.includes(scope));
    const expiresAt = this.world.now + days * DAY_MS;
    const { id, value } = await this.world.key(this.acme, { scopes, expiresAt, ...(processId ? { processId } : {}) });
    this.keys.push(this.modelOf({ id, processId, scopes, expiresAt, note: null, makerId: null }, value));
  }

  private modelOf(
    given: Pick<KeyModel, 'id' | 'processId' | 'scopes' | 'expiresAt' | 'note' | 'makerId'>,
    value: string,
  ): KeyModel {
    const createdAt = this.world.now;
    const first = { number: 1, value, state: 'CURRENT' as const, madeAt: createdAt, formerEnd: given.expiresAt };
    const secrets: SecretModel[] = [{ ...first, ...UNUSED, networks: new Set<string>(), tokens: [] }];
    const life = { lastUsedAt: null, disabledAt: null, deletedAt: null, reason: null, version: 1 };
    return { ...given, createdAt, secrets, ...life };
  }

  private asTestKey({ id }: KeyModel, { value }: SecretModel): TestKey {
    const [user = '', pass = ''] = value.split(':');
    return { id, value, user, pass };
  }

  private visit(name: string, codes: readonly string[]): void {
    if (codes.length === 0) this.visits.add(`${name} done`);
    for (const code of codes) this.visits.add(`${name} ${code}`);
  }
}
