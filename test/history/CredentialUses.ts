import { basic } from '../support/world';
import type { Asked, Asker } from './Asker';
import type { HeldCredential, Notebook } from './Notebook';

/** Scopes that keys of organizations and of processes may have. */
export const SCOPES = ['workspace.process:read', 'workspace.collection:read', 'workspace.file:download'];

/** Uses credentials, and writes down whether they were accepted and for which scopes. */
export class CredentialUses {
  /** @param admin the header of a key that nobody ends */
  constructor(
    private readonly asker: Asker,
    private readonly notebook: Notebook,
    private readonly admin: string,
  ) {}

  /** Uses a credential in each way that there is. */
  async inAllWays(credential: HeldCredential): Promise<void> {
    for (const scope of SCOPES) await this.verify(credential, scope);
    await this.askGraph(credential);
    await this.introspect(credential);
  }

  async verify(credential: HeldCredential, scope: string): Promise<void> {
    const headers = { authorization: headerOf(credential) };
    const asked = await this.asker.ask({ path: `/verify?scope=${encodeURIComponent(scope)}`, headers });
    if (asked.answer?.status === 403) return this.notebook.accepted(asked, credential.id, { lacking: [scope] });
    if (this.isAccepted(asked, credential.id)) this.notebook.accepted(asked, credential.id, { held: [scope] });
  }

  async askGraph(credential: HeldCredential): Promise<void> {
    const asked = await this.asker.query('{ viewer { scopes } }', headerOf(credential));
    if (this.isAccepted(asked, credential.id)) {
      this.see(asked, credential, JSON.parse(asked.answer.text).data.viewer.scopes);
    }
  }

  async introspect(credential: HeldCredential): Promise<void> {
    const asked = await this.asker.post('/oauth/introspect', { token: credential.value }, this.admin);
    if (!asked.answer) return;
    const { active, scope } = JSON.parse(asked.answer.text);
    if (active) this.see(asked, credential, scope.split(' '));
    else this.notebook.refused(asked, credential.id);
  }

  /** Has a secret make a token. */
  async makeToken(maker: HeldCredential): Promise<void> {
    const asked = await this.asker.post('/oauth/token', { grant_type: 'client_credentials' }, basic(maker.value));
    // A secret has a last second in which it works, and in which no token could be made that does not outlast it.
    if (asked.answer?.text.includes('The API key has expired.') || !this.isAccepted(asked, maker.id)) return;
    const { access_token: token, scope } = JSON.parse(asked.answer.text);
    const scopes: string[] = scope.split(' ');
    this.notebook.accepted(asked, maker.id, { held: scopes.filter((name) => SCOPES.includes(name)) });
    const { jti, exp } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    this.notebook.madeToken(asked, maker, jti, scopes, token);
    this.notebook.endsAt(asked, `token ${jti}`, exp * 1_000);
  }

  /** Has a secret end a token of its key. */
  async revokeToken(token: HeldCredential, holder: HeldCredential): Promise<void> {
    const asked = await this.asker.post('/oauth/revoke', { token: token.value }, basic(holder.value));
    if (asked.answer === null) this.notebook.ended(asked, token.id);
    else if (this.isAccepted(asked, holder.id)) this.notebook.ended(asked, token.id);
  }

  /** Whether a credential was accepted; that it was refused is written down. Errors: any other answer. */
  isAccepted(asked: Asked, id: string): asked is Asked & { readonly answer: NonNullable<Asked['answer']> } {
    if (asked.answer === null) return false;
    const { status, text } = asked.answer;
    if (status === 200) return true;
    if (!isRefusal(status)) throw new Error(`no answer to a client: ${status} ${text}`);
    this.notebook.refused(asked, id);
    return false;
  }

  private see(asked: Asked, { id, scopes }: HeldCredential, held: readonly string[]): void {
    this.notebook.accepted(asked, id, { held, lacking: scopes.filter((scope) => !held.includes(scope)) });
  }
}

/** The header that a credential is sent in. */
export function headerOf({ number, value }: HeldCredential): string {
  return number === undefined ? `Bearer ${value}` : basic(value);
}

/** 429 is the answer to a credential that does not hold, where many did not. */
function isRefusal(status: number): boolean {
  return status === 401 || status === 429;
}
