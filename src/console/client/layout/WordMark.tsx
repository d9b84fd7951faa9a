import classes from './WordMark.module.css';

/** The name of the product, with its keyhole. */
export function WordMark() {
  return (
    <span className={classes.wordMark}>
      <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
        <rect width="24" height="24" rx="6.5" fill="var(--mantine-primary-color-filled)" />
        <path d="M12 5a4 4 0 0 0-1.5 7.7V19h3v-6.3A4 4 0 0 0 12 5Z" fill="#fff" />
      </svg>
      Latchkey
    </span>
  );
}
