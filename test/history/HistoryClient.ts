import { DAY_MS } from '../../src/clock';
import { basic } from '../support/world';
import type { Asked, Asker } from './Asker';
import type { HeldCredential, Notebook } from './Notebook';

/** Scopes that keys of organizations and of processes may have. */
const SCOPES = ['workspace.process:read', 'workspace.collection:read', 'workspace.file:download'];
/** Units: milliseconds for which a key lasts whose end is brought forward, and by which clocks may differ. */
const SHORT_LIFE_MS = 200;
const CLOCK_MARGIN_MS = 20;
/** Units: credentials that are used more often than others. */
const HOT_COUNT = 4;
/** One of many clients that make, use, narrow and end credentials at random, and write down what they see. */
export class HistoryClient {
  private readonly admin: string;

  /** @param adminKey the value of a key with all scopes, which nobody ends */
  constructor(
    private readonly asker: Asker,
    private readonly notebook: Notebook,
    adminKey: string,
    private readonly random: () => number,
  ) {
    this.admin = basic(adminKey);
  }

  /** Does something. Errors: an answer that no client may be given. */
  async act(): Promise<void> {
    // The youngest come more often: what changes is used just before and just after.
    const credential = this.pick(this.random() < 0.5 ? this.notebook.pool.slice(-HOT_COUNT) : this.notebook.pool);
    const choice = this.random();
    if (!credential || choice < 0.1) return this.makeKey();
    const isKey = credential.id === credential.keyId;
    if (choice < 0.18) return isKey ? this.makeToken(credential) : this.askGraph(credential);
    if (choice < 0.22) return this.deleteKey(credential);
    if (choice < 0.24) return isKey ? this.disable(credential) : this.revokeToken(credential);
    if (choice < 0.25) return this.deleteProcess(credential);
    if (choice < 0.27) return this.shorten(credential);
    if (choice < 0.32) return this.narrow(credential);
    if (choice < 0.65) return this.verify(credential, this.pick(SCOPES) ?? '');
    return choice < 0.85 ? this.askGraph(credential) : this.introspect(credential);
  }

  /** Uses a credential in each way that there is. */
  async tryInAllWays(credential: HeldCredential): Promise<void> {
    for (const scope of SCOPES) await this.verify(credential, scope);
    await this.askGraph(credential);
    await this.introspect(credential);
  }

  private async makeKey(): Promise<void> {
    const process =
      this.random() < 0.2
        ? await this.asker.mutate('createProcess(input: { name: "P" }) { process { id } }', this.admin)
        : null;
    const processId: string | undefined = process?.payload?.process.id;
    const some = SCOPES.filter(() => this.random() < 0.8);
    const scopes = `scopes: ${JSON.stringify(some.length > 0 ? some : SCOPES)}`;
    const owner = processId === undefined ? '' : `, processId: "${processId}"`;
    const asked = await this.asker.mutate(
      `createApiKey(input: { name: "K", ${scopes}${owner}, expiresAt: "${instant(Date.now() + DAY_MS)}" })
         { apiKey { id scopes } secret { value } userErrors { code } }`,
      this.admin,
    );
    if (!asked.payload) return;
    const { apiKey, secret } = asked.payload;
    const restsOn = processId === undefined ? [apiKey.id] : [apiKey.id, processId];
    const { id } = apiKey;
    this.notebook.made(asked, { id, keyId: id, restsOn, scopes: apiKey.scopes, value: secret.value });
  }

  private async makeToken({ id, restsOn, value }: HeldCredential): Promise<void> {
    const asked = await this.asker.post('/oauth/token', { grant_type: 'client_credentials' }, basic(value));
    // A key has a last second in which it works, and in which no token could be made that does not outlast it.
    if (asked.answer?.text.includes('The API key has expired.') || !this.isAccepted(asked, id)) return;
    const { access_token: token, scope } = JSON.parse(asked.answer.text);
    const scopes: string[] = scope.split(' ');
    this.notebook.accepted(asked, id, { held: scopes });
    const { jti } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    const tokenId = `token ${jti}`;
    this.notebook.made(asked, { id: tokenId, keyId: id, restsOn: [tokenId, ...restsOn], scopes, value: token });
  }

  private async narrow({ keyId, scopes }: HeldCredential): Promise<void> {
    const left = scopes.filter(() => this.random() < 0.7);
    if (left.length === 0) return;
    const input = `{ id: "${keyId}", scopes: ${JSON.stringify(left)} }`;
    const asked = await this.asker.mutate(`updateApiKey(input: ${input}) { userErrors { code } }`, this.admin);
    if (asked.codes.length > 0) this.notebook.refusedChange(asked, keyId);
    else this.notebook.narrowed(asked, keyId, left);
  }

  private async shorten({ keyId }: HeldCredential): Promise<void> {
    const over = performance.now() + SHORT_LIFE_MS + CLOCK_MARGIN_MS;
    const input = `{ id: "${keyId}", expiresAt: "${instant(Date.now() + SHORT_LIFE_MS)}" }`;
    const asked = await this.asker.mutate(`updateApiKey(input: ${input}) { userErrors { code } }`, this.admin);
    if (asked.codes.length > 0) this.notebook.refusedChange(asked, keyId);
    else this.notebook.ended(asked, keyId, Math.max(asked.end, over));
  }

  private async deleteKey(credential: HeldCredential): Promise<void> {
    const { keyId } = credential;
    const asked = await this.asker.mutate(
      `deleteApiKey(input: { id: "${keyId}" }) { userErrors { code } }`,
      this.admin,
    );
    if (asked.codes.length > 0) return this.notebook.refusedChange(asked, keyId);
    this.notebook.ended(asked, keyId);
    return this.askGraph(credential);
  }

  /** Deletes the process of a key with all its keys; nothing where the key is the organization's. */
  private async deleteProcess({ keyId, restsOn }: HeldCredential): Promise<void> {
    const id = restsOn.at(-1) ?? '';
    if (id === keyId) return;
    const asked = await this.asker.mutate(`deleteProcess(input: { id: "${id}" }) { userErrors { code } }`, this.admin);
    if (asked.codes.length === 0) this.notebook.ended(asked, id);
  }

  /** Whoever holds the value of a key may end it. The answer is the same where the key has ended before. */
  private async disable({ id, value }: HeldCredential): Promise<void> {
    this.notebook.ended(await this.asker.post('/oauth/revoke', { token: value }), id);
  }

  private async revokeToken({ id, keyId, value }: HeldCredential): Promise<void> {
    const key = this.notebook.pool.find((each) => each.id === keyId);
    if (!key) return;
    const asked = await this.asker.post('/oauth/revoke', { token: value }, basic(key.value));
    if (isRefusal(asked.answer?.status)) this.notebook.refused(asked, keyId);
    else this.notebook.ended(asked, id);
  }

  private async verify(credential: HeldCredential, scope: string): Promise<void> {
    const headers = { authorization: headerOf(credential) };
    const asked = await this.asker.ask({ path: `/verify?scope=${encodeURIComponent(scope)}`, headers });
    if (asked.answer?.status === 403) return this.notebook.accepted(asked, credential.id, { lacking: [scope] });
    if (this.isAccepted(asked, credential.id)) this.notebook.accepted(asked, credential.id, { held: [scope] });
  }

  private async askGraph(credential: HeldCredential): Promise<void> {
    const asked = await this.asker.query('{ viewer { scopes } }', headerOf(credential));
    if (this.isAccepted(asked, credential.id)) {
      this.see(asked, credential, JSON.parse(asked.answer.text).data.viewer.scopes);
    }
  }

  private async introspect(credential: HeldCredential): Promise<void> {
    const asked = await this.asker.post('/oauth/introspect', { token: credential.value }, this.admin);
    if (!asked.answer) return;
    const { active, scope } = JSON.parse(asked.answer.text);
    if (active) this.see(asked, credential, scope.split(' '));
    else this.notebook.refused(asked, credential.id);
  }

  private see(asked: Asked, { id, scopes }: HeldCredential, held: readonly string[]): void {
    this.notebook.accepted(asked, id, { held, lacking: scopes.filter((scope) => !held.includes(scope)) });
  }

  /** Whether a credential was accepted; that it was refused is written down. Errors: any other answer. */
  private isAccepted(asked: Asked, id: string): asked is Asked & { readonly answer: NonNullable<Asked['answer']> } {
    if (asked.answer === null) return false;
    if (asked.answer.status === 200) return true;
    if (!isRefusal(asked.answer.status))
      throw new Error(`no answer to a client: ${asked.answer.status} ${asked.answer.text}`);
    this.notebook.refused(asked, id);
    return false;
  }

  private pick<Each>(from: readonly Each[]): Each | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}

/** 429 is the answer to a credential that does not hold, where many did not. */
function isRefusal(status: number | undefined): boolean {
  return status === 401 || status === 429;
}

function headerOf({ id, keyId, value }: HeldCredential): string {
  return id === keyId ? basic(value) : `Bearer ${value}`;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
