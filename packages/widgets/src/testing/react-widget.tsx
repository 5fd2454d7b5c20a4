import { type ComponentType, StrictMode } from 'react';
import { BackInStock } from '../back-in-stock/index.ts';
import { Newsletter } from '../newsletter/index.ts';
import { PreferenceCenter } from '../preference-center/index.ts';
import { PushPermission } from '../push-permission/index.ts';

const widgets: Record<string, ComponentType<never>> = {
  'back-in-stock': BackInStock,
  newsletter: Newsletter,
  'preference-center': PreferenceCenter,
  'push-permission': PushPermission,
};

/** A widget as a shop's React app has it; its properties are the attributes of the root element, as `dataWidget` its name. */
export function Shop({ dataWidget, ...properties }: Record<string, string>) {
  const Widget = widgets[dataWidget ?? ''] as ComponentType<Record<string, string>>;
  return (
    <StrictMode>
      <Widget writeKey="pk_test" {...properties} />
    </StrictMode>
  );
}

/** `user-id="kim"` is `{ userId: 'kim' }`. */
export const propertiesOf = (attributes: Iterable<{ name: string; value: string }>): Record<string, string> =>
  Object.fromEntries(
    [...attributes].map(({ name, value }) => [name.replace(/-./g, (part) => part.slice(1).toUpperCase()), value]),
  );
