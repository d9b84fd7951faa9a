/** What is searched for, and a name that holds it in other letters. */
export const ALIKE_NAMES: readonly [text: string, name: string][] = [
  ['ΟΔΟΣ', 'Οδοσήμανση'],
  ['οδοσ', 'Οδός και οδος'],
  ['istanbul', 'İstanbul, port'],
  ['İSTANBUL', 'istanbul, airport'],
  ['ısparta', 'ISPARTA'],
  ['STRASSE', 'Lange straße'],
  ['straße', 'KURZE STRASSE'],
  ['STRAẞE', 'An der Straße'],
  ['office', 'Oﬃce'],
  ['invoices', 'In\u00advoi\u200bces'],
];
