import { proxyTrust } from '../../src/callers/proxyTrust';
import { describeOnEachEngine } from '../support/engines';
import { addPerson } from '../support/people';
import { signIn } from '../support/peopleMutations';
import { Visitor } from '../support/Visitor';
import { sharedWorld, type World } from '../support/world';

const RENAME = 'mutation { updateOrganization(input: { name: "New" }) { userErrors { code } } }';

/** The address that the audit log has of a request with this `X-Forwarded-For`. */
async function noted(world: World, forwardedFor: string): Promise<string | undefined> {
  const acme = await world.organization();
  const headers = { authorization: `Bearer ${acme.key.value}`, 'x-forwarded-for': forwardedFor };
  await world.graphql({ query: RENAME }, headers);
  const [row] = await world.rows<{ address: string }>(
    `SELECT "address" FROM "audit_event" WHERE "type" = 'organization.updated' AND "organizationId" = $1`,
    [acme.id],
  );
  return row?.address;
}

/** Tries to sign in, and tells the status. */
async function statusOf(world: World, email: string, forwardedFor: string): Promise<number> {
  const visitor = new Visitor(world);
  const headers = { 'x-forwarded-for': forwardedFor };
  const run = (query: string, variables = {}) => visitor.run(query, variables, headers);
  return (await signIn({ run }, email, 'wrong')).status;
}

describeOnEachEngine('the address of a client', (engine) => {
  const world = sharedWorld(engine, { TRUST_PROXY: '127.0.0.0/8, 10.0.0.0/8, fd00::/8' });

  it.each([
    ['an address', '203.0.113.7', '203.0.113.7'],
    ['a port', '203.0.113.9:50001', '203.0.113.9'],
    ['a port that a proxy made up', '203.0.113.9:_x-1', '203.0.113.9'],
    ['quotes', '"203.0.113.9:50001"', '203.0.113.9'],
    ['IPv6', '2001:db8::7', '2001:db8::7'],
    ['IPv6 with a port', '[2001:db8::7]:443', '2001:db8::7'],
    ['IPv6 with a port, in quotes', '"[2001:db8::7]:443"', '2001:db8::7'],
    ['IPv6 in brackets', '[2001:db8::7]', '2001:db8::7'],
    ['a zone', 'fe80::1%eth0', 'fe80::1'],
    ['a zone that is long', `fe80::1%${'e'.repeat(90)}`, 'fe80::1'],
    ['IPv4 written as IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['proxies with ports after it', '203.0.113.9:1, 10.0.0.5:8080, "[fd00::5]:8080"', '203.0.113.9'],
    ['what it claims to have come through', '198.51.100.1, 203.0.113.9:1, 10.0.0.5:8080', '203.0.113.9'],
    ['garbage in front, which it sent itself', 'A"[, 203.0.113.9:1', '203.0.113.9'],
  ])('is what a trusted proxy says, without what else stands there: %s', async (_what, forwardedFor, address) => {
    expect(await noted(world(), forwardedFor)).toBe(address);
  });

  it.each([
    'A'.repeat(200),
    'unknown',
    '_hidden',
    '203.0.113.9:',
    '203.0.113.9:999999',
    '[2001:db8::7',
    '"203.0.113.9',
  ])('is that of the socket where a trusted proxy says what is no address: %s', async (forwardedFor) => {
    expect(await noted(world(), forwardedFor)).toBe('127.0.0.1');
    expect(await noted(world(), `${forwardedFor}, 10.0.0.5:8080`)).toBe('127.0.0.1');
  });

  it('is known whatever its port, so that nobody shares the failures of others to sign in', async () => {
    const { email } = await addPerson(world(), await world().organization());
    for (const port of [1, 2, 3, 4, 5]) expect(await statusOf(world(), email, `203.0.113.9:${port}`)).toBe(200);
    expect(await statusOf(world(), email, '203.0.113.9:6')).toBe(429);
    expect(await statusOf(world(), email, '203.0.113.10:7')).toBe(200);
    const lines = world().logLines.filter((line) => line.includes('"answered"'));
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ route: '/graphql', address: '203.0.113.10' });
  });
});

describe('the address of a client whose proxy is not trusted', () => {
  const ofOthers = sharedWorld('sqlite', { TRUST_PROXY: '192.0.2.1, ::/8' });
  const ofNobody = sharedWorld('sqlite');

  it.each(['203.0.113.9', '203.0.113.9:50001', '"[2001:db8::7]:443"', '127.0.0.2:1'])(
    'is that of the socket, whatever is said: %s',
    async (forwardedFor) => {
      expect(await noted(ofOthers(), forwardedFor)).toBe('127.0.0.1');
      expect(await noted(ofNobody(), forwardedFor)).toBe('127.0.0.1');
    },
  );
});

describe('a network of trusted proxies', () => {
  it.each<[network: string, address: string | undefined, isTrusted: boolean]>([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['::ffff:10.0.0.0/104', '10.0.0.1', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['::1', '::1', true],
    ['::/8', '10.0.0.1', false],
    ['10.0.0.0/8', '10.1', false],
    ['10.0.0.0/8', undefined, false],
  ])('%s and the address %s', (network, address, isTrusted) => {
    expect(proxyTrust([network])(address)).toBe(isTrusted);
  });
});
