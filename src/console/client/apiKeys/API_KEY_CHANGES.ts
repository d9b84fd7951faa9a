import type { FunctionComponent } from 'react';
import { DAY_MS } from '../dates/DAY_MS';
import {
  type ApiKeyRowFragment,
  CancelRotationDocument,
  DeleteApiKeyDocument,
  DisableApiKeyDocument,
  EnableApiKeyDocument,
  FinishRotationDocument,
  RestoreApiKeyDocument,
  RotateApiKeyDocument,
  UpdateApiKeyDocument,
} from '../generated/graphql';
import { RESTORABLE_DAYS } from '../generated/limits';
import type { May } from '../session/Session';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { EditApiKeyForm } from './EditApiKeyForm';
import { EnableApiKeyForm } from './EnableApiKeyForm';
import { DeleteApiKeyForm, DisableApiKeyForm } from './EndApiKeyForm';
import { ReplaceApiKeyForm } from './ReplaceApiKeyForm';
import { RestoreApiKeyForm } from './RestoreApiKeyForm';
import { CancelRotationForm, FinishRotationForm } from './RotationForms';
import { secretsAtWork } from './secretsAtWork';

/** Something that a person can do with a key. */
export interface ApiKeyChangeKind {
  /** What the menu of a row calls it. */
  readonly action: string;
  /** What its dialog is called. */
  readonly title: string;
  readonly operation: Parameters<May>[0];
  readonly isDangerous?: boolean;
  /** Whether the state of a key allows it. Units: `now` in epoch milliseconds. */
  readonly isOffered: (apiKey: ApiKeyRowFragment, now: number) => boolean;
  readonly Form: FunctionComponent<ApiKeyFormProps>;
}

/** All of it, in the order of the menu. What the state of a key does not allow, the server would refuse. */
export const API_KEY_CHANGES: readonly ApiKeyChangeKind[] = [
  {
    action: 'Edit',
    title: 'Edit API key',
    operation: UpdateApiKeyDocument,
    isOffered: ({ status }) => status !== 'DELETED',
    Form: EditApiKeyForm,
  },
  {
    action: 'Replace',
    title: 'Replace the secret',
    operation: RotateApiKeyDocument,
    isOffered: ({ status }) => status === 'ACTIVE',
    Form: ReplaceApiKeyForm,
  },
  {
    action: 'Finish replacing',
    title: 'End the old secret',
    operation: FinishRotationDocument,
    isOffered: (apiKey) => secretsAtWork(apiKey) !== null,
    Form: FinishRotationForm,
  },
  {
    action: 'Cancel replacing',
    title: 'Take the new secret back',
    operation: CancelRotationDocument,
    isOffered: (apiKey) => secretsAtWork(apiKey)?.isPending === true,
    Form: CancelRotationForm,
  },
  {
    action: 'Enable',
    title: 'Enable API key',
    operation: EnableApiKeyDocument,
    isOffered: ({ status }) => status === 'DISABLED',
    Form: EnableApiKeyForm,
  },
  {
    action: 'Disable',
    title: 'Disable API key',
    operation: DisableApiKeyDocument,
    isDangerous: true,
    isOffered: ({ status }) => status === 'ACTIVE' || status === 'BLOCKED',
    Form: DisableApiKeyForm,
  },
  {
    action: 'Delete',
    title: 'Delete API key',
    operation: DeleteApiKeyDocument,
    isDangerous: true,
    isOffered: ({ status }) => status !== 'DELETED',
    Form: DeleteApiKeyForm,
  },
  {
    action: 'Restore',
    title: 'Restore API key',
    operation: RestoreApiKeyDocument,
    isOffered: ({ deletedAt, endReason, expiresAt }, now) =>
      deletedAt !== null &&
      now < Date.parse(deletedAt) + RESTORABLE_DAYS * DAY_MS &&
      now < Date.parse(expiresAt) &&
      endReason !== 'COMPROMISED',
    Form: RestoreApiKeyForm,
  },
];
