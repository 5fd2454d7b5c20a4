export { PushPermissionForm as Widget } from './push-permission-form.tsx';
