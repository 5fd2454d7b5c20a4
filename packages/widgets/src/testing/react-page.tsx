import { createRoot, hydrateRoot } from 'react-dom/client';
import { propertiesOf, Shop } from './react-widget.tsx';

/** The page of a shop that imports a React component; what its server has rendered is taken over. */
const element = document.getElementById('root') as HTMLElement;
const tree = () => <Shop {...propertiesOf(element.attributes)} api={location.origin} />;
const isRendered = element.hasChildNodes();
const onRecoverableError = (error: unknown) => console.error('not as the server has rendered it', error);
const root = isRendered ? hydrateRoot(element, tree(), { onRecoverableError }) : createRoot(element);
if (!isRendered) root.render(tree());
new MutationObserver(() => root.render(tree())).observe(element, { attributes: true });
