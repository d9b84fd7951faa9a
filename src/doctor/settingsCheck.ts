import { type Finding, failure, findingIn, fine, together } from '../checks/Finding';
import type { Config } from '../config';
import { messageOf } from '../errors';
import type { SeenSettings } from '../running/start';
import { settingWarnings } from '../running/warnOfSettings';
import { SETTING_NAMES } from '../SETTING_NAMES';
import { assertTracingPackages } from '../tracing/openTracing';
import type { KeptSecret } from './findSecret';
import { insecureChoices } from './insecureChoices';

const REMEDY = 'Correct it: .env.example says what each setting takes.';

/** Judges the settings: every fault by its name, and of settings without a fault what production should not have. */
export function settingsCheck({ config, faults }: SeenSettings, { finding }: KeptSecret): Finding {
  // One setting with a fault may make another look wrong that is not.
  const warnings = faults.length > 0 ? [] : [...settingWarnings(config), ...insecureChoices(config)];
  const checks = [
    ...faults.flatMap(({ name, message }) => message.split('\n').map((line) => faultIn(name, line))),
    ...(finding === null ? [] : [finding]),
    ...tracingFaults(config),
    ...warnings.map(({ name, sentence }) => findingIn(name, 'warning', sentence)),
  ];
  return checks.length === 0 ? fine('settings', ALL_FINE) : together('settings', ALL_FINE, checks);
}

const ALL_FINE = `Each of the ${SETTING_NAMES.length} settings can be used.`;

function faultIn(name: string, line: string): Finding {
  return failure(name, line.replace(/^Bad setting: /, ''), REMEDY);
}

/** What traces need may be left out of an installation. */
function tracingFaults(config: Config): Finding[] {
  try {
    assertTracingPackages(config);
    return [];
  } catch (error) {
    return [findingIn('OTEL_EXPORTER_OTLP_ENDPOINT', 'failed', messageOf(error))];
  }
}
