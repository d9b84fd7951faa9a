import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DAY_MS } from '../clock';
import { ApiKeyChangeInput, ApiKeyChangePayload, ApiKeySecret } from '../keys/inputs';
import { DateTime } from '../scalars/DateTime';

/** How long an earlier secret may work on. Units: seconds. */
export const MAX_GRACE_SECONDS = (30 * DAY_MS) / 1_000;
/** How long it works on where nothing is said. Units: seconds. */
export const DEFAULT_GRACE_SECONDS = DAY_MS / 1_000;

/** When a new secret becomes the current one. */
export enum GraceStart {
  FIRST_USE = 'FIRST_USE',
  NOW = 'NOW',
}

/** What ends the earlier secret. */
export enum RotationFinish {
  GRACE = 'GRACE',
  SILENT = 'SILENT',
}

registerEnumType(GraceStart, {
  name: 'GraceStart',
  description: 'When a new secret becomes the current one, and the grace of the earlier one begins.',
  valuesConfig: {
    FIRST_USE: { description: 'With its first use: a late deployment breaks nothing.' },
    NOW: { description: 'At once. With a grace of 0 every earlier secret ends at once: the answer to a leak.' },
  },
});

registerEnumType(RotationFinish, {
  name: 'RotationFinish',
  description: 'What ends the earlier secret.',
  valuesConfig: {
    GRACE: { description: 'The end of the grace.' },
    SILENT: {
      description:
        'That nobody uses it any more: for at least an hour, and for twice the longest time of the last 30 days for which nobody used it. At the latest, the end of the grace.',
    },
  },
});

@InputType({ description: 'How a key should be given another secret. It stays the same key otherwise.' })
export class RotateApiKeyInput extends ApiKeyChangeInput {
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_GRACE_SECONDS,
    description: `For how many seconds the earlier secret works on: 0 to ${MAX_GRACE_SECONDS}, which are 30 days. It never works longer than without the rotation.`,
  })
  graceSeconds?: number | null;

  @Field(() => GraceStart, {
    nullable: true,
    defaultValue: GraceStart.FIRST_USE,
    description: 'When the grace begins.',
  })
  startsAt?: GraceStart | null;

  @Field(() => RotationFinish, {
    nullable: true,
    defaultValue: RotationFinish.GRACE,
    description: 'What ends the earlier secret.',
  })
  finish?: RotationFinish | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When the key ends from now on: as for a new key. If left out, its end stays. A key that rotates itself cannot move it later.',
  })
  expiresAt?: number | null;
}

@ObjectType({ description: 'What came of `rotateApiKey`.' })
export class RotateApiKeyPayload extends ApiKeyChangePayload {
  @Field(() => ApiKeySecret, { nullable: true, description: 'The new secret, shown this once; null when refused.' })
  secret!: ApiKeySecret | null;
}

@InputType({ description: 'Whose earlier secret should end now.' })
export class FinishRotationInput extends ApiKeyChangeInput {}

@ObjectType({ description: 'What came of `finishRotation`.' })
export class FinishRotationPayload extends ApiKeyChangePayload {}

@InputType({ description: 'Whose pending secret should end unused.' })
export class CancelRotationInput extends ApiKeyChangeInput {}

@ObjectType({ description: 'What came of `cancelRotation`.' })
export class CancelRotationPayload extends ApiKeyChangePayload {}
