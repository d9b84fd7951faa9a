import type { CSSVariablesResolver } from '@mantine/core';

/**
 * Colours of Mantine's that would be too faint to see are replaced: each text is at least 4.5 to 1 on what it stands on,
 * each border of a field 3 to 1.
 */
export const resolveColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b2230',
    '--mantine-color-dimmed': '#566072',
    '--mantine-color-placeholder': '#6a7486',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#304eae',
    '--mantine-color-default-border': '#d3d9e2',
    '--mantine-color-gray-4': '#868f9e',
  },
  dark: {
    '--mantine-color-body': '#161b23',
    '--mantine-color-text': '#dfe4ec',
    '--mantine-color-dimmed': '#a5afbf',
    '--mantine-color-placeholder': '#8a94a5',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-anchor': '#9db4f8',
    '--mantine-color-default-border': '#39424f',
    '--mantine-color-dark-4': '#667184',
    '--mantine-primary-color-light-color': '#b5c5f5',
  },
});
