import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ask } from '../api/ask';
import { InvitationDocument } from '../generated/graphql';
import { CardPage } from '../layout/CardPage';
import { FailureNote } from '../layout/FailureNote';
import { Notice } from '../layout/Notice';
import { Waiting } from '../layout/Waiting';
import { AcceptInvitationForm } from './AcceptInvitationForm';

interface InvitationPageProps {
  readonly token: string | undefined;
}

/**
 * What an invitation offers. Its token leaves the address at once, so that it does not stay in the history; a page that
 * is loaded anew therefore has none.
 */
export function InvitationPage({ token: tokenOfAddress }: InvitationPageProps) {
  const [token, setToken] = useState(tokenOfAddress ?? null);
  const [, navigate] = useLocation();
  useEffect(() => {
    if (tokenOfAddress === undefined) return;
    setToken(tokenOfAddress);
    navigate('/invitation', { replace: true });
  }, [tokenOfAddress, navigate]);
  const {
    data: offer,
    error,
    refetch,
  } = useQuery({
    queryKey: ['invitation', token],
    queryFn: async () => (token === null ? null : (await ask(InvitationDocument, { token })).invitation),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY, // Read anew, a form that is being filled in would be taken away.
  });
  if (offer === undefined) {
    return (
      <CardPage title={error ? 'Invitation' : undefined}>
        {error ? <FailureNote error={error} onRetry={refetch} /> : <Waiting />}
      </CardPage>
    );
  }
  if (offer === null || token === null) {
    return (
      <CardPage title="Invitation">
        <Notice tone="warn">
          {token === null
            ? 'The page was loaded anew, and does not keep who was invited. Open the link once more.'
            : 'This invitation was used, withdrawn or has expired. If you have joined by it, sign in; otherwise ask for a new one.'}
        </Notice>
        <Anchor component={Link} href="/" size="sm">
          Go to the sign-in page
        </Anchor>
      </CardPage>
    );
  }
  return (
    <CardPage title={`Join ${offer.organizationName}`}>
      <AcceptInvitationForm token={token} offer={offer} />
    </CardPage>
  );
}
