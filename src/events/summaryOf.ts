import { Remembered } from '../Remembered';
import { ATTEMPTS } from './ATTEMPTS';
import type { AuditEvent } from './AuditEvent';
import { EVENTS, type EventDefinition } from './catalogue';
import type { ActorKind } from './Happened';
import { isErased } from './unlessErased';

/** What a sentence about an event is made of. */
export type ToldEvent = Pick<
  AuditEvent,
  'type' | 'outcome' | 'actorKind' | 'actorName' | 'targetId' | 'targetName' | 'codes' | 'count' | 'erased'
>;

/** Who acts, where that is nobody with a name of their own. */
const UNNAMED: Readonly<Partial<Record<ActorKind, string>>> = { OPERATOR: 'The operator', ANONYMOUS: 'Somebody' };
/** What stands for a name that was erased. */
const ERASED = '(erased)';

const EVENTS_BY_NAME: Readonly<Record<string, EventDefinition>> = EVENTS;
const ATTEMPTS_BY_NAME: Readonly<Record<string, string | undefined>> = ATTEMPTS;

/** A search looks at the sentence of an event, and then shows it. */
const told = new WeakMap<ToldEvent, string>();

/** One sentence about an event, its names filled in. It has no full stop. */
export function summaryOf(event: ToldEvent): string {
  const known = told.get(event);
  if (known !== undefined) return known;
  const times = event.count > 1 ? `, ${event.count} times` : '';
  const summary = `${sentenceOf(event)}${times}`;
  told.set(event, summary);
  return summary;
}

function sentenceOf(event: ToldEvent): string {
  const { type, outcome, codes } = event;
  if (type === 'api_key.refused') return refusedCredential(event);
  const definition = Object.hasOwn(EVENTS_BY_NAME, type) ? EVENTS_BY_NAME[type] : undefined;
  if (!definition) return unknownEvent(event);
  const attempt = ATTEMPTS_BY_NAME[type];
  if (outcome === 'SUCCESS' || attempt === undefined) return filled(definition.sentence, event);
  const reason = codes === '' ? '' : `: ${codes.replaceAll(',', ', ')}`;
  return `${filled(`{actor} tried to ${attempt}, and was refused`, event)}${reason}`;
}

/** Of `ATTEMPTED` nothing is known but the key that was named. */
function refusedCredential(event: ToldEvent): string {
  if (event.targetId === null) return 'Credentials of several API keys were refused';
  const sentence =
    event.outcome === 'ATTEMPTED'
      ? 'A wrong secret was presented for the API key {target}'
      : 'A credential of the API key {target} was refused';
  return filled(sentence, event);
}

/** An event of an earlier version, whose catalogue had it. */
function unknownEvent(event: ToldEvent): string {
  const target = event.targetId === null ? '' : ' to {target}';
  const end = event.outcome === 'SUCCESS' ? '' : ', and was refused';
  return filled(`{actor} did “${event.type}”${target}${end}`, event);
}

/** Units: sentences whose pieces are remembered. */
const MAX_SENTENCES = 500;
const pieces = new Remembered<string, readonly string[]>(MAX_SENTENCES);

/** A name may have braces in it: each place is filled once. Where there is no target, the space before it goes, too. */
function filled(sentence: string, event: ToldEvent): string {
  let text = '';
  for (const piece of pieces.get(sentence) ?? pieces.keep(sentence, sentence.split(/( ?\{(?:actor|target)\})/))) {
    text += filledPiece(piece, event);
  }
  return text;
}

function filledPiece(piece: string, event: ToldEvent): string {
  switch (piece) {
    case '{actor}':
      return actorOf(event);
    case ' {actor}':
      return ` ${actorOf(event)}`;
    case '{target}':
      return targetOf(event) ?? '';
    case ' {target}': {
      const name = targetOf(event);
      return name === null ? '' : ` ${name}`;
    }
    default:
      return piece;
  }
}

function actorOf(event: ToldEvent): string {
  return UNNAMED[event.actorKind] ?? (isErased(event, 'actor') ? ERASED : event.actorName);
}

function targetOf(event: ToldEvent): string | null {
  if (event.targetId === null) return null;
  return isErased(event, 'target') ? ERASED : (event.targetName ?? event.targetId);
}
