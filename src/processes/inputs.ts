import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { Process, ProcessStatus, ProcessType } from './Process';

/** Which processes of a list are wanted; what is left out does not matter. */
@InputType({ description: 'Which processes are wanted; what is left out does not matter.' })
export class ProcessFilter {
  @Field(() => String, { nullable: true, description: 'A part of the name, in any case.' })
  text?: string | null;

  @Field(() => [ProcessStatus], { nullable: true, description: 'One of these statuses.' })
  status?: ProcessStatus[] | null;

  @Field(() => [ProcessType], { nullable: true, description: 'One of these types.' })
  type?: ProcessType[] | null;
}

/** What the new process should be. */
@InputType({ description: 'What the new process should be.' })
export class CreateProcessInput {
  @Field({ description: 'What to call it: 1 to 100 characters.' })
  name!: string;

  @Field(() => ProcessType, { nullable: true, description: 'What it works on; `CUSTOM` if left out.' })
  type?: ProcessType | null;
}

/** What came of createProcess. */
@ObjectType({ description: 'What came of `createProcess`.' })
export class CreateProcessPayload {
  @Field(() => Process, { nullable: true, description: 'The new process; null when refused.' })
  process!: Process | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

/** How a process should be changed; what is left out stays. */
@InputType({ description: 'How a process should be changed; what is left out stays.' })
export class UpdateProcessInput {
  @Field(() => ID, { description: 'Which process.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The new name: 1 to 100 characters.' })
  name?: string | null;
}

/** What came of updateProcess. */
@ObjectType({ description: 'What came of `updateProcess`.' })
export class UpdateProcessPayload {
  @Field(() => Process, { nullable: true, description: 'The process as it is now; null when refused.' })
  process!: Process | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

/** Which process should be deleted. */
@InputType({ description: 'Which process should be deleted.' })
export class DeleteProcessInput {
  @Field(() => ID, { description: 'Which process.' })
  id!: string;
}

/** What came of deleteProcess. */
@ObjectType({ description: 'What came of `deleteProcess`.' })
export class DeleteProcessPayload {
  @Field(() => ID, { nullable: true, description: 'The process that is gone; null when refused.' })
  deletedProcessId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}
