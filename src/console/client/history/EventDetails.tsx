import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditEventRowFragment } from '../generated/graphql';
import { ACTOR_KINDS } from './ACTOR_KINDS';
import { EventChanges } from './EventChanges';
import classes from './EventDetails.module.css';
import { titleOfKind } from './titleOfKind';

interface EventDetailsProps {
  readonly event: AuditEventRowFragment;
  /** Shows only what somebody did. */
  readonly onWho: (actorId: string) => void;
}

/** All that the audit log has of an event. */
export function EventDetails({ event, onWho }: EventDetailsProps) {
  const { actor } = event;
  const { id } = actor;
  return (
    <div className={classes.details}>
      <EventChanges changes={event.changes} />
      <dl className={classes.facts}>
        {factsOf(event).map(([title, value]) => (
          <Fact key={title} title={title}>
            {value}
          </Fact>
        ))}
      </dl>
      {id !== null && (
        <div>
          <Button size="xs" variant="default" onClick={() => onWho(id)}>
            <span>Only what</span> <span translate="no">{actor.name ?? id}</span> <span>did</span>
          </Button>
        </div>
      )}
    </div>
  );
}

interface FactProps {
  readonly title: string;
  readonly children: ReactNode;
}

function Fact({ title, children }: FactProps) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What is known of an event besides the row. What is not known is left out. */
function factsOf(event: AuditEventRowFragment): [title: string, value: ReactNode][] {
  const { type, at, sequence, actor, target, codes, address, userAgent, requestId } = event;
  const facts: [string, ReactNode][] = [
    ['Event', titleOfKind(type)],
    ['Exactly at', asIs(at)],
    ['Done by', named(ACTOR_KINDS[actor.kind], actor.name, actor.id)],
    ['Done to', target && named(target.type, target.name, target.id)],
    ['Refused for', codes.length > 0 && asIs(codes.join(', '))],
    ['Address', address && asIs(address)],
    ['Client', userAgent && asIs(userAgent)],
    ['Request', requestId && asIs(requestId)],
    ['Place in the log', sequence === null ? 'Not sealed yet' : asIs(String(sequence))],
  ];
  return facts.filter(([, value]) => Boolean(value));
}

function asIs(text: string): ReactNode {
  return <code translate="no">{text}</code>;
}

function named(kind: string, name: string | null, id: string | null): ReactNode {
  return (
    <>
      <span>{kind}</span> {name !== null && <strong translate="no">{name}</strong>} {id !== null && asIs(id)}
    </>
  );
}
