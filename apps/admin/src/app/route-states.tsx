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
        title="There is no such page"
        action={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      >
        The address may be mistyped, or what it led to is gone.
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
