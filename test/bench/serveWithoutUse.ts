import 'reflect-metadata';
import { UsageIngest } from '../../src/usage/UsageIngest';
import { UsageRecorder } from '../../src/usage/UsageRecorder';

// The one place where every answer to a key is counted, and the one that reads what was counted; the rest is the same server.
UsageRecorder.prototype.record = () => false;
UsageIngest.prototype.run = async () => undefined;

// Not earlier: it reads its arguments, and serves, as soon as it is loaded.
require('../../src/main.js');
