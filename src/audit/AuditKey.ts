import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The key pair that signs checkpoints. The private half is sealed under the master secret. Source: RFC 8032. */
@Entity('audit_key')
export class AuditKey {
  /** Shape: there is one, `log`. */
  @PrimaryColumn('varchar', { length: 32 })
  id!: string;

  /** Shape: the 32 bytes of an Ed25519 key in base64. */
  @Column('varchar', { length: 44 })
  publicKey!: string;

  /** Shape: PKCS #8 in base64, sealed. */
  @Column('text')
  sealedPrivateKey!: string;

  @Column('bigint')
  createdAt!: number;
}
