import type { Mail } from '../mail';
import { seal, unsealWithAny } from '../sealing';

/** Keeps letters from whoever reads the database: what is in them may let somebody in. */
export class MailSeal {
  /** @param previousSecrets earlier master secrets, under which letters may still wait */
  constructor(
    private readonly secret: string,
    private readonly previousSecrets: readonly string[],
  ) {}

  /** Seals the letter of a parcel. */
  seal(parcelId: string, mail: Mail): string {
    return seal(this.secret, 'outbox', parcelId, JSON.stringify(mail));
  }

  /** Opens the letter of a parcel. Errors: null where none of the secrets does. */
  open(parcelId: string, sealedContent: string): Mail | null {
    const opened = unsealWithAny([this.secret, ...this.previousSecrets], 'outbox', parcelId, sealedContent);
    return opened === null ? null : (JSON.parse(opened) as Mail); // Nobody but `seal` can have made it.
  }
}
