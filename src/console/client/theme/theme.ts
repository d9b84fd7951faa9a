import { createTheme, type MantineColorsTuple } from '@mantine/core';

const LATCH: MantineColorsTuple = [
  '#eef2fe',
  '#dbe3fb',
  '#b5c5f5',
  '#8ea7ee',
  '#6f8de5',
  '#5272d8',
  '#3a5bc7',
  '#304eae',
  '#284292',
  '#203672',
];

const DARK: MantineColorsTuple = [
  '#d8dce4',
  '#bcc3cf',
  '#939cab',
  '#687283',
  '#414a59',
  '#303845',
  '#232a35',
  '#161b23',
  '#11151c',
  '#0c0f14',
];

/** How the console looks: one ink blue, quiet greys, the fonts of the reader's own system. */
export const theme = createTheme({
  colors: { latch: LATCH, dark: DARK },
  primaryColor: 'latch',
  primaryShade: { light: 6, dark: 6 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { transitionProps: { transition: 'fade', duration: 120, exitDuration: 0 } } },
    // What floats stays beside what it belongs to: there it is within a landmark, and read in its place.
    Tooltip: {
      defaultProps: { withArrow: true, withinPortal: false, events: { hover: true, focus: true, touch: false } },
    },
    Menu: {
      defaultProps: {
        shadow: 'md',
        position: 'bottom-end',
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        transitionProps: { duration: 0 },
      },
    },
  },
});
