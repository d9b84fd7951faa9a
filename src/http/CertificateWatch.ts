import { X509Certificate } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import { DAY_MS } from '../clock';
import type { Job } from '../jobs/Job';
import type { Log } from '../log';
import type { TlsFiles } from '../SettingReader';
import { readTls, type TlsPair } from './readTls';

/** Units: days before its end from which on a certificate is warned of. */
const WARNED_DAYS = 14;

/** Warns, once a day, of a certificate that is about to end. One of each program, which all of its processes serve with. */
export class CertificateWatch implements Job {
  readonly name = 'watch-certificate';
  readonly everyMs = DAY_MS;
  readonly isForOne = false;
  private endsAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly files: TlsFiles,
    private readonly log: Log,
  ) {
    this.read();
  }

  /** Reads the files anew. Errors: those of `readTls`; then what was read before goes on. */
  read(): TlsPair {
    const pair = readTls(this.files);
    this.endsAt = endOf(pair.cert);
    return pair;
  }

  /** Reads the files anew, and serves new connections with them. Errors: as above. */
  renewOn(server: HttpServer): void {
    const pair = this.read();
    if (server instanceof HttpsServer) server.setSecureContext(pair);
  }

  async run(now: number): Promise<void> {
    const days = (this.endsAt - now) / DAY_MS;
    if (days > WARNED_DAYS) return;
    const details = { certFile: this.files.certFile, endsAt: new Date(this.endsAt).toISOString() };
    const state = days > 0 ? `ends in ${Math.ceil(days)} days` : 'has ended, and clients refuse it';
    this.log.warn(details, `the certificate ${state}: renew it, and send SIGHUP to this process`);
  }
}

/** The first end in a chain. Units: epoch milliseconds. */
function endOf(chain: string): number {
  const certificates = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return Math.min(...certificates.map((text) => Date.parse(new X509Certificate(text).validTo)));
}
