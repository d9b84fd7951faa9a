import type { Foundation } from '../Foundation';
import type { KeyUse } from '../keys/KeyUse';
import type { Peppers } from '../keys/Peppers';
import { FinishRotations } from './FinishRotations';
import { keepNarrowedEnd } from './keepNarrowedEnd';
import { RotationResolver } from './RotationResolver';
import { RotationService } from './RotationService';
import { SecretUserResolver } from './SecretUserResolver';

/** What a rotation needs of the keys. */
interface Keys {
  readonly peppers: Peppers;
  readonly keyUse: KeyUse;
}

/** Other secrets for keys that stay the same otherwise. */
export const rotationsModule = {
  resolvers: [RotationResolver, SecretUserResolver],
  followers: [keepNarrowedEnd],
  make: ({ storage, clock, changes, catalogue }: Foundation, { peppers, keyUse }: Keys) => {
    const rotations = new RotationService(storage, clock, changes, peppers, keyUse, catalogue);
    return {
      services: { rotations },
      resolvers: [new RotationResolver(rotations), new SecretUserResolver(storage, clock)],
      jobs: [new FinishRotations(storage, changes)],
    };
  },
};
