import type { Permission } from '@beckon/contract';
import { permissionsOfRole } from '@beckon/contract/permissions';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './session-query.ts';

/** Whether the user has a permission: the server decides, the app only leaves out what it would refuse. */
export function useMay(permission: Permission): boolean {
  const { data: user } = useQuery(sessionQuery);
  return Boolean(user?.role && permissionsOfRole[user.role].includes(permission));
}
