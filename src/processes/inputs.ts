import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../events/UserError';
import { NAME_LENGTH } from '../names';
import { Process, ProcessStatus, ProcessType } from './Process';

@InputType({ description: 'Which processes are wanted; what is left out does not matter.' })
export class ProcessFilter {
  @Field(() => String, { nullable: true, description: 'A part of the name, in any case.' })
  text?: string | null;

  @Field(() => [ProcessStatus], { nullable: true, description: 'One of these statuses.' })
  status?: ProcessStatus[] | null;

  @Field(() => [ProcessType], { nullable: true, description: 'One of these types.' })
  type?: ProcessType[] | null;
}

@InputType({ description: 'What the new process should be.' })
export class CreateProcessInput {
  @Field({ description: `What to call it: ${NAME_LENGTH}.` })
  name!: string;

  @Field(() => ProcessType, { nullable: true, description: 'What it works on; `CUSTOM` if left out.' })
  type?: ProcessType | null;
}

@ObjectType({ description: 'What came of `createProcess`.' })
export class CreateProcessPayload {
  @Field(() => Process, { nullable: true, description: 'The new process; null when refused.' })
  process!: Process | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'How a process should be changed; what is left out stays.' })
export class UpdateProcessInput {
  @Field(() => ID, { description: 'Which process.' })
  id!: string;

  @Field(() => String, { nullable: true, description: `The new name: ${NAME_LENGTH}.` })
  name?: string | null;
}

@ObjectType({ description: 'What came of `updateProcess`.' })
export class UpdateProcessPayload {
  @Field(() => Process, { nullable: true, description: 'The process as it is now; null when refused.' })
  process!: Process | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'Which process should be deleted.' })
export class DeleteProcessInput {
  @Field(() => ID, { description: 'Which process.' })
  id!: string;
}

@ObjectType({ description: 'What came of `deleteProcess`.' })
export class DeleteProcessPayload {
  @Field(() => ID, { nullable: true, description: 'The process that is gone; null when refused.' })
  deletedProcessId!: string | null;

  @Field(() => [UserError], { description: 'Why nothing was done; empty on success.' })
  userErrors!: UserError[];
}
