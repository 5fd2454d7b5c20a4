import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconAlertCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { sessionQuery } from '../../parts/auth/session-query.ts';
import { Brand } from '../../parts/brand/brand.tsx';
import { failureWords, type SignInFailure, signIn } from './api/sign-in.ts';
import './sign-in.css';

const route = getRouteApi('/sign-in');

export function SignInScreen() {
  useDocumentTitle('Sign in · Beckon');
  const { to = '/' } = route.useSearch();
  const queries = useQueryClient();
  const router = useRouter();
  const password = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  // The fields are read from the form, as password managers fill them without telling React.
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setIsBusy(true);
    setFailure(null);
    const failed = await signIn(String(fields.get('email')), String(fields.get('password')));
    if (failed === null) {
      await queries.resetQueries({ queryKey: sessionQuery.queryKey });
      await queries.fetchQuery(sessionQuery);
      router.history.push(`/admin${to}`);
      return;
    }
    setIsBusy(false);
    setFailure(failed);
    password.current?.select();
  };

  return (
    <Center component="main" className="sign-in" p="md">
      <Stack w="100%" maw={392} gap="lg">
        <Center>
          <Brand size={36} />
        </Center>
        <Paper withBorder p={{ base: 'lg', xs: 32 }} radius="lg" shadow="sm">
          <form onSubmit={submit} aria-busy={isBusy}>
            <Stack gap="md">
              <div>
                <Title order={1} size="h3">
                  Sign in
                </Title>
                <Text c="dimmed" size="sm" mt={4}>
                  See what shoppers do in your shop, and why each message was or was not sent.
                </Text>
              </div>
              {failure && (
                <Alert color="red" role="alert" icon={<IconAlertCircle size={18} />} id="sign-in-failure" py="xs">
                  {failureWords[failure]}
                </Alert>
              )}
              <TextInput
                label="Email address"
                name="email"
                type="email"
                autoComplete="username"
                required
                withAsterisk={false}
                autoFocus
                size="md"
                aria-describedby={failure ? 'sign-in-failure' : undefined}
              />
              <PasswordInput
                ref={password}
                label="Password"
                name="password"
                autoComplete="current-password"
                required
                withAsterisk={false}
                size="md"
                visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
              />
              <Button type="submit" size="md" loading={isBusy} fullWidth mt={4}>
                Sign in
              </Button>
            </Stack>
          </form>
        </Paper>
        <Text size="xs" c="dimmed" ta="center">
          In development, the demo sign-in is shown in the terminal that started Beckon.
        </Text>
      </Stack>
    </Center>
  );
}
