import { World } from '../support/world';

describe('the jobs of a server', () => {
  it('have each a name of its own, and say which process does them', async () => {
    const mail = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'keys@example.com' };
    const { app } = await World.create('sqlite', mail);
    const names = (isForOne: boolean) => app.jobs.filter((job) => job.isForOne === isForOne).map(({ name }) => name);
    expect(names(false)).toEqual([
      'write-key-use',
      'write-key-refusals',
      'write-key-networks',
      'recognise-ended-secrets',
      'write-secret-users',
      'write-usage',
      'ingest-usage',
    ]);
    expect(app.jobs.filter((job) => job.isForServer).map(({ name }) => name)).toEqual(['ingest-usage']);
    expect(names(true).sort()).toEqual([
      'courier',
      'drop-audit-rows',
      'finish-rotations',
      'give-up-parcels',
      'purge-tombstones',
      'roll-up-usage',
      'seal-audit-log',
      'send-webhooks',
      'sweep-invitations',
      'sweep-key-gaps',
      'sweep-key-requests',
      'sweep-outbox',
      'sweep-revoked-tokens',
      'sweep-secret-users',
      'sweep-sessions',
      'sweep-tries',
      'sweep-usage-days',
      'sweep-usage-gaps',
      'sweep-usage-journals',
      'sweep-usage-networks',
      'sweep-usage-operations',
      'sweep-usage-texts',
      'sweep-webhook-deliveries',
      'tell-blocked-keys',
      'tell-expired-keys',
    ]);
  });

  it('include no courier where no mail server is set', async () => {
    const { app } = await World.create('sqlite');
    expect(app.jobs.map(({ name }) => name)).not.toContain('courier');
  });
});
