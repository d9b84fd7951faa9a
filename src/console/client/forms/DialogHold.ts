import { createContext, type RefObject } from 'react';

/** Lets a form that is on its way to the server keep its dialog open. Shape: whether it does; null outside of dialogs. */
export const DialogHold = createContext<RefObject<boolean> | null>(null);
