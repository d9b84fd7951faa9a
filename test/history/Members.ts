import { parseSetCookie } from 'cookie';
import type { Response } from '../support/request';
import type { Asked, Asker } from './Asker';
import type { Notebook } from './Notebook';

/** Units: members that are there from the begin. */
const MEMBER_COUNT = 6;
/** Units: times that what was made is asked for. */
const MAX_TRIES = 100;
/** What only a role that may do everything brings. */
const OF_ADMINS = 'workspace.admin.organization:manage';

/** A member with the session that it began. Shape: `cookie` as it is sent. */
interface HeldMember {
  readonly id: string;
  readonly cookie: string;
}

/** What of a member ends and returns: that it may do everything. */
const adminOf = ({ id }: HeldMember): string => `${id} admin`;

/** People whose roles clients change and whom they remove, while others use their sessions. */
export class Members {
  private constructor(
    private readonly notebook: Notebook,
    private readonly held: readonly HeldMember[],
  ) {}

  /** Has people join as administrators. @param admin the header of a key that nobody ends */
  static async join(asker: Asker, notebook: Notebook, admin: string): Promise<Members> {
    const held: HeldMember[] = [];
    for (let index = 0; index < MEMBER_COUNT; index += 1) held.push(await join(asker, notebook, admin, index));
    return new Members(notebook, held);
  }

  /** Uses a session. */
  async use(asker: Asker, random: () => number): Promise<void> {
    const member = this.pick(random);
    const asked = await askAs(asker, member.cookie, '{ viewer { scopes } }');
    if (asked.answer === null) return;
    if (asked.answer.status === 401) return this.notebook.refused(asked, member.id);
    if (asked.answer.status !== 200)
      throw new Error(`no answer to a member: ${asked.answer.status} ${asked.answer.text}`);
    const { viewer } = JSON.parse(asked.answer.text).data;
    this.notebook.accepted(asked, member.id);
    if (viewer.scopes.includes(OF_ADMINS)) this.notebook.accepted(asked, adminOf(member));
    else this.notebook.refused(asked, adminOf(member));
  }

  /** Takes a member's role, or gives it back. */
  async changeRole(asker: Asker, admin: string, random: () => number): Promise<void> {
    const member = this.pick(random);
    const role = random() < 0.5 ? 'USER' : 'ADMIN';
    const field = `updateMember(input: { id: "${member.id}", role: ${role} }) { userErrors { code } }`;
    const asked = await asker.mutate(field, admin);
    if (asked.codes.includes('NOT_FOUND')) return this.notebook.refused(asked, member.id);
    if (role === 'ADMIN') this.notebook.returned(asked, adminOf(member));
    else this.notebook.ended(asked, adminOf(member));
  }

  /** Removes a member for good. The first one stays, so that there is always a session to use. */
  async remove(asker: Asker, admin: string, random: () => number): Promise<void> {
    const member = this.pick(random);
    if (member === this.held[0]) return;
    const asked = await asker.mutate(`removeMember(input: { id: "${member.id}" }) { userErrors { code } }`, admin);
    if (asked.codes.includes('NOT_FOUND')) return this.notebook.refused(asked, member.id);
    this.notebook.ended(asked, member.id);
  }

  private pick(random: () => number): HeldMember {
    const member = this.held[Math.floor(random() * this.held.length)];
    if (!member) throw new Error('nobody joined');
    return member;
  }
}

async function join(asker: Asker, notebook: Notebook, admin: string, index: number): Promise<HeldMember> {
  const email = `member${index}@acme.example`;
  const invited = await asker.mutate(
    `inviteMember(input: { email: "${email}", role: ADMIN }) { link userErrors { code } }`,
    admin,
  );
  notebook.made(invited, email);
  const token = /[^/=#?]+$/.exec(invited.payload.link)?.[0] ?? '';
  const input = `{ token: "${token}", name: "M", password: "correct horse ${index}" }`;
  const accept = `mutation { acceptInvitation(input: ${input}) { userErrors { code message } } }`;
  const [accepted, cookie] = await untilThere(notebook, email, () => askAs(asker, '', accept), cookieOf);
  notebook.made(accepted, cookie);
  const whoIs = () => askAs(asker, cookie, '{ viewer { memberId } }');
  const [told, id] = await untilThere(notebook, cookie, whoIs, memberIdOf);
  const member = { id, cookie };
  notebook.made(told, id);
  notebook.made(told, adminOf(member), id);
  return member;
}

/** Asks until the answer has what was made. Where it was not there yet, that is written down: it was acknowledged. */
async function untilThere(
  notebook: Notebook,
  id: string,
  ask: () => Promise<Asked>,
  find: (answer: Response) => string | null,
): Promise<readonly [Asked, string]> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const asked = await ask();
    const found = asked.answer && find(asked.answer);
    if (found) return [asked, found];
    if (asked.answer) notebook.refused(asked, id);
  }
  throw new Error(`what was made for ${id} is not there`);
}

function cookieOf({ headers }: Response): string | null {
  const [cookie] = headers['set-cookie'] ?? [];
  if (cookie === undefined) return null;
  const { name, value } = parseSetCookie(cookie);
  return `${name}=${value}`;
}

function memberIdOf({ status, text }: Response): string | null {
  return status === 200 ? String(JSON.parse(text).data.viewer.memberId) : null;
}

function askAs(asker: Asker, cookie: string, document: string): Promise<Asked> {
  const headers = { 'content-type': 'application/json', ...(cookie === '' ? {} : { cookie }) };
  return asker.ask({ method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query: document }) });
}
