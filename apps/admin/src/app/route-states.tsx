import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { Screen } from '../parts/screen/screen.tsx';
import { ErrorState } from '../parts/states/error-state.tsx';
import { NothingHere } from '../parts/states/nothing-here.tsx';

export function NotFound() {
  return (
    <Screen title="Not found">
      <NothingHere
        icon={IconMapOff}
        title="Page not found"
        action={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      >
        Check the address, or go back to the overview.
      </NothingHere>
    </Screen>
  );
}

export function RouteFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} onRetry={retry} />;
}
