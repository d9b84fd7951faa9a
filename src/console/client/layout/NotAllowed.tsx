import { Notice } from './Notice';
import { Page } from './Page';

interface NotAllowedProps {
  readonly title: string;
}

/** Says that a page is not for this person, to somebody who came by its address. */
export function NotAllowed({ title }: NotAllowedProps) {
  return (
    <Page title={title}>
      <Notice tone="warn">Your role does not let you see this page. Ask an admin of the organization.</Notice>
    </Page>
  );
}
