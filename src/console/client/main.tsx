import './theme/mantineStyles';
import './theme/console.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { queryClient } from './api/queryClient';
import { App } from './shell/App';
import { ErrorBoundary } from './shell/ErrorBoundary';
import { surviveTranslation } from './shell/surviveTranslation';
import { useHashPath } from './shell/useHashPath';
import { useHashSearch } from './shell/useHashSearch';
import { resolveColours } from './theme/resolveColours';
import { theme } from './theme/theme';

// By it style elements prove themselves to the policy of the page: Mantine's, and under this name those of its dialogs.
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
Object.assign(window, { __webpack_nonce__: nonce });

const place = document.getElementById('console');
if (!place) throw new TypeError('The page has no place for the console.');

surviveTranslation();
createRoot(place).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={resolveColours}
    defaultColorScheme="auto"
    colorSchemeManager={localStorageColorSchemeManager({ key: 'latchkey-colours' })}
    getStyleNonce={() => nonce}
  >
    <QueryClientProvider client={queryClient}>
      <Router hook={useHashPath} searchHook={useHashSearch}>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </Router>
    </QueryClientProvider>
  </MantineProvider>,
);
