/** What a type of event is called, or the first half of one. Shape: `api_key.secret_reused` becomes "API key secret reused". */
export function titleOfKind(kind: string): string {
  const words = kind.replace(/[._]/g, ' ').replace(/^api\b/, 'API');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
