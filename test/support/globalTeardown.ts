export { globalTeardown as default } from './postgres';
