import { DAY_MS } from '../../src/clock';
import type { Dice } from './Dice';
import type { KeyModel } from './KeyModel';
import { SCOPES, type VERBS, type VerbInput } from './verbs';

/** Chooses what a verb is given, of what is allowed and what is refused. Units: `now` in epoch milliseconds. */
export function chooseInput(dice: Dice, name: keyof typeof VERBS, target: KeyModel, now: number): VerbInput {
  const input: { -readonly [Field in keyof VerbInput]: VerbInput[Field] } = dice.isBelow(0.15)
    ? { version: target.version - 1 + dice.below(3) }
    : {};
  if (name === 'rotateApiKey') {
    if (dice.isBelow(0.7)) input.graceSeconds = dice.pick([0, 0, 3_600, 86_400, 2_592_000, 2_592_001]);
    if (dice.isBelow(0.4)) input.startsAt = 'NOW';
    if (dice.isBelow(0.2)) input.finish = 'SILENT';
    if (dice.isBelow(0.4)) input.expiresAt = now + dice.pick([-1, 2, 10, 50, 100]) * DAY_MS;
  }
  if (name === 'updateApiKey') {
    if (dice.isBelow(0.5)) input.expiresAt = Math.min(target.expiresAt, now + dice.pick([0, 2, 30, 80]) * DAY_MS);
    if (dice.isBelow(0.3)) input.scopes = target.scopes.length > 1 ? target.scopes.slice(0, -1) : SCOPES;
  }
  if (/^(?:disable|delete)/.test(name)) {
    if (dice.isBelow(0.4)) input.reason = dice.pick(['COMPROMISED', 'UNUSED', 'SUPERSEDED']);
    if (dice.isBelow(0.3)) input.cascade = true;
  }
  if (name === 'enableApiKey' && dice.isBelow(0.5)) input.replaceSecret = true;
  return input;
}
