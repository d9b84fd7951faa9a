import type { Parcel } from '../../src/outbox/Parcel';
import { describeOnEachEngine } from '../support/engines';
import { inviteMember } from '../support/peopleMutations';
import { waitUntil } from '../support/waitUntil';
import { NOW, World } from '../support/world';

const DAY_MS = 24 * 3_600_000;
/** Nobody listens there, and nobody asks: no letter is sent. */
const MAIL = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'keys@example.com' };

describeOnEachEngine('a letter whose time is over', (engine) => {
  it('is given up by a server without a mail server, too', async () => {
    const world = await World.create(engine, MAIL);
    await world.app.clockwork.stop();
    await inviteMember(world.as((await world.organization()).key), 'grace@example.com');
    const parcels = () => world.rows<Parcel>('SELECT * FROM "outbox_parcel"');
    world.now = NOW + DAY_MS;
    const heir = await world.secondServer({ mail: null });
    await waitUntil('the letter is given up', async () => (await parcels())[0]?.givenUpAt === world.now);
    expect(await parcels()).toMatchObject([{ tries: 0, sealedContent: null }]);
    const told = heir.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'a letter was given up');
    expect(told).toMatchObject([{ level: 50, tries: 0 }]);
    await world.close();
  });
});
