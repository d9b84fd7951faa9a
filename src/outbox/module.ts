import { DAY_MS } from '../clock';
import type { Foundation } from '../Foundation';
import type { Job } from '../jobs/Job';
import { Sweep } from '../jobs/Sweep';
import { mailServer } from '../mail';
import { Courier } from './Courier';
import { Expiry } from './Expiry';
import { MailSeal } from './MailSeal';
import { Outbox } from './Outbox';
import { outboxChecks } from './outboxChecks';
import { Parcel } from './Parcel';
import { readParcelCounts } from './readParcelCounts';

/** Units: milliseconds for which operators find what was given up. */
const KEPT_MS = 30 * DAY_MS;

/** What is sent after the transaction that it tells of. */
export const outboxModule = {
  entities: [Parcel],
  checks: outboxChecks,
  make: (foundation: Foundation) => {
    const { storage, clock, reportLoss, secret, previousSecrets, wake } = foundation;
    const seal = new MailSeal(secret, previousSecrets);
    const outbox = new Outbox(storage, clock, seal, () => wake('courier'));
    const sendMail = mailServer(foundation);
    const rows = { table: 'outbox_parcel', column: 'givenUpAt', outlastMs: KEPT_MS };
    const jobs: Job[] = [new Sweep('sweep-outbox', storage, rows), new Expiry(storage, reportLoss)];
    // A server without a mail server leaves letters to those that have one.
    if (sendMail) jobs.push(new Courier({ storage, clock, reportLoss, outbox, seal, sendMail }));
    return { services: { outbox }, jobs, gauges: { latchkey_outbox_parcels: () => readParcelCounts(storage) } };
  },
};
