import 'reflect-metadata';
import { ReadMemory } from '../../src/database/ReadMemory';

// As if whatever is asked were asked for the first time; all else is the same server.
ReadMemory.prototype.find = () => undefined;

// Not earlier: it reads its arguments, and serves, as soon as it is loaded.
require('../../src/main.js');
