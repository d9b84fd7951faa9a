import { DAY_MS } from '../../src/clock';
import type { Asked, AskedMutation, Asker } from './Asker';
import { type CredentialUses, headerOf, SCOPES } from './CredentialUses';
import { type HeldCredential, type MadeKey, type Notebook, PARTS } from './Notebook';

/** With it a key may rotate itself. */
const ROTATE_SELF = 'workspace.api_key:rotate_self';
/** Units: milliseconds for which a key lasts whose end is brought forward. */
const SHORT_LIFE_MS = 200;
/** Units: seconds for which an earlier secret works on. */
const GRACES = [0, 1, 86_400];

const ERRORS = 'userErrors { code }';
const TOLD = 'secrets { number state worksUntil }';
const KEY = `apiKey { ${TOLD} } ${ERRORS}`;
const NEW_SECRET = 'secret { number value }';

/** What may have happened to a key where a change of its secrets is not answered. */
type Doubt = (asked: Asked) => void;

/** Makes keys and changes them in every way that there is, and writes down what came of it. */
export class KeyChanges {
  /** @param admin the header of a key that nobody ends */
  constructor(
    private readonly asker: Asker,
    private readonly notebook: Notebook,
    private readonly uses: CredentialUses,
    private readonly admin: string,
    private readonly random: () => number,
  ) {}

  async make(): Promise<void> {
    const processId = this.random() < 0.2 ? await this.makeProcess() : null;
    const some = [...SCOPES, ROTATE_SELF].filter(() => this.random() < 0.8);
    const scopes = `scopes: ${JSON.stringify(some.length > 0 ? some : SCOPES)}`;
    const owner = processId === null ? '' : `, processId: "${processId}"`;
    const asked = await this.asker.mutate(
      `createApiKey(input: { name: "K", ${scopes}${owner}, expiresAt: "${instant(Date.now() + DAY_MS)}" })
         { apiKey { id scopes } secret { value } userErrors { code } }`,
      this.admin,
    );
    if (processId !== null && asked.codes.includes('NOT_FOUND')) this.notebook.refused(asked, processId);
    if (!asked.payload?.apiKey) return;
    const { apiKey, secret } = asked.payload;
    this.notebook.madeKey(asked, { id: apiKey.id, processId, scopes: apiKey.scopes }, secret.value);
  }

  async narrow({ key, scopes }: HeldCredential): Promise<void> {
    const left = scopes.filter(() => this.random() < 0.7);
    if (left.length === 0) return;
    const asked = await this.change(key, 'updateApiKey', `scopes: ${JSON.stringify(left)}`, ERRORS);
    if (asked.codes.length === 0) this.notebook.narrowed(asked, key.id, left);
  }

  async shorten({ key }: HeldCredential): Promise<void> {
    const at = Date.now() + SHORT_LIFE_MS;
    const asked = await this.change(key, 'updateApiKey', `expiresAt: "${instant(at)}"`, ERRORS);
    if (asked.answer === null) this.notebook.ended(asked, PARTS.time(key));
    else if (asked.codes.length === 0) this.notebook.endsAt(asked, PARTS.time(key), at);
  }

  /** Gives a key another secret: as somebody who manages it, or as the key itself. */
  async rotate(credential: HeldCredential): Promise<void> {
    const { key } = credential;
    const graceSeconds = GRACES[Math.floor(this.random() * GRACES.length)] ?? 0;
    const startsAt = this.random() < 0.4 ? 'NOW' : 'FIRST_USE';
    const input = `graceSeconds: ${graceSeconds}, startsAt: ${startsAt}`;
    const isByItself = this.random() < 0.4;
    const asked = isByItself
      ? await this.rotateItself(credential, input)
      : await this.changeSecrets(key, 'rotateApiKey', input, `${NEW_SECRET} ${KEY}`);
    const { secret = null } = asked?.payload ?? {};
    if (!asked || secret === null) return;
    this.notebook.madeSecret(asked, key, secret.number, secret.value);
    this.notebook.mayRetire(asked, key, secret.number, graceSeconds * 1_000);
    if (isByItself) await this.look(key, asked.begin);
  }

  async finish({ key }: HeldCredential): Promise<void> {
    await this.changeSecrets(key, 'finishRotation', '', KEY);
  }

  async cancel({ key }: HeldCredential): Promise<void> {
    await this.changeSecrets(key, 'cancelRotation', '', KEY);
  }

  async disable({ key }: HeldCredential): Promise<void> {
    const reason = this.random() < 0.3 ? 'COMPROMISED' : 'UNUSED';
    const asked = await this.change(key, 'disableApiKey', `reason: ${reason}`, KEY);
    if (asked.codes.length === 0) this.notebook.ended(asked, PARTS.enabled(key));
  }

  /** Whoever holds a secret that works may end its key. The answer is the same where it ended before. */
  async endByValue({ id, key, value }: HeldCredential): Promise<void> {
    const asked = await this.asker.post('/oauth/revoke', { token: value });
    if (asked.answer === null) return this.notebook.ended(asked, PARTS.enabled(key));
    if (asked.answer.status !== 200) return;
    this.notebook.perhapsEnded(asked, PARTS.enabled(key));
    this.notebook.refused(asked, id);
  }

  async enable({ key }: HeldCredential): Promise<void> {
    const isReplaced = this.random() < 0.5;
    const back: Doubt = (asked) => this.notebook.returned(asked, PARTS.enabled(key));
    const fields = `${NEW_SECRET} ${KEY}`;
    const asked = await this.changeSecrets(key, 'enableApiKey', `replaceSecret: ${isReplaced}`, fields, back);
    const { secret = null } = asked.payload ?? {};
    if (secret !== null) this.notebook.madeSecret(asked, key, secret.number, secret.value);
  }

  async delete({ key }: HeldCredential): Promise<void> {
    const asked = await this.change(key, 'deleteApiKey', '', KEY);
    if (asked.codes.length === 0) this.notebook.ended(asked, key.id);
  }

  async restore({ key }: HeldCredential): Promise<void> {
    const back: Doubt = (asked) => this.notebook.returned(asked, key.id);
    await this.changeSecrets(key, 'restoreApiKey', '', KEY, back);
  }

  /** Deletes the process of a key with all its keys; nothing where the key is the organization's. */
  async deleteProcess({ key: { processId } }: HeldCredential): Promise<void> {
    if (processId === null) return;
    const field = `deleteProcess(input: { id: "${processId}" }) { userErrors { code } }`;
    const asked = await this.asker.mutate(field, this.admin);
    if (asked.codes.length === 0) this.notebook.ended(asked, processId);
  }

  private async makeProcess(): Promise<string | null> {
    const asked = await this.asker.mutate('createProcess(input: { name: "P" }) { process { id } }', this.admin);
    if (!asked.payload) return null;
    const { id } = asked.payload.process;
    this.notebook.made(asked, id);
    return id;
  }

  /** Reads what became of the secrets of a key since something was asked. */
  private async look(key: MadeKey, begin: number): Promise<void> {
    const asked = await this.asker.query(`{ apiKey(id: "${key.id}") { ${TOLD} } }`, this.admin);
    const timed = { ...asked, begin };
    if (asked.answer === null) this.notebook.perhapsEnded({ begin, end: Infinity }, PARTS.secrets(key));
    else this.notebook.told(timed, key, JSON.parse(asked.answer.text).data.apiKey.secrets);
  }

  /** Shape: null where the credential was refused, or may not do that. */
  private async rotateItself(credential: HeldCredential, input: string): Promise<AskedMutation | null> {
    const { id, key } = credential;
    const field = `rotateApiKey(input: { id: "${key.id}", ${input} }) { ${NEW_SECRET} ${ERRORS} }`;
    const asked = await this.asker.query(`mutation { answer: ${field} }`, headerOf(credential));
    if (asked.answer === null) this.notebook.perhapsEnded({ ...asked, end: Infinity }, PARTS.secrets(key));
    if (!this.uses.isAccepted(asked, id)) return null;
    const { data, errors } = JSON.parse(asked.answer.text);
    if (data?.answer) {
      this.notebook.accepted(asked, id, { held: [ROTATE_SELF] });
      return { ...asked, payload: data.answer, codes: [] };
    }
    const code: string = errors[0].extensions.code;
    if (code === 'UNAUTHENTICATED') this.notebook.refused(asked, id);
    else if (code === 'FORBIDDEN') this.notebook.accepted(asked, id, { lacking: [ROTATE_SELF] });
    else throw new Error(`no answer to a client: ${asked.answer.text}`);
    return null;
  }

  /** A change that may end any of the secrets of a key, or have the key return. */
  private async changeSecrets(
    key: MadeKey,
    name: string,
    input: string,
    fields: string,
    back?: Doubt,
  ): Promise<AskedMutation> {
    const asked = await this.change(key, name, input, fields);
    if (asked.answer === null) this.notebook.ended(asked, PARTS.secrets(key));
    if (asked.codes.length === 0) back?.(asked);
    return asked;
  }

  /** Errors: an answer that no client may be given. */
  private async change(key: MadeKey, name: string, input: string, fields: string): Promise<AskedMutation> {
    const asked = await this.asker.mutate(`${name}(input: { id: "${key.id}", ${input} }) { ${fields} }`, this.admin);
    if (asked.codes.length > 0) this.notebook.refusedChange(asked, key);
    if (asked.answer === null || asked.codes.length > 0) return asked;
    if (name !== 'restoreApiKey') this.notebook.accepted(asked, key.id);
    this.notebook.told(asked, key, asked.payload.apiKey?.secrets ?? []);
    return asked;
  }
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
