import { type ComponentType, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
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

/** The page of a shop that imports a React component; its properties are the attributes of the root element. */
const element = document.getElementById('root') as HTMLElement;
const Widget = widgets[element.dataset.widget ?? ''] as ComponentType<object>;
const root = createRoot(element);
const show = () => {
  const properties = [...element.attributes].map(({ name, value }) => [
    name.replace(/-./g, (part) => part.slice(1).toUpperCase()),
    value,
  ]);
  root.render(
    <StrictMode>
      <Widget api={location.origin} writeKey="pk_test" {...Object.fromEntries(properties)} />
    </StrictMode>,
  );
};
show();
new MutationObserver(show).observe(element, { attributes: true });
