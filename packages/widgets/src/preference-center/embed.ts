export { default as css } from './preference-center.css?inline';
export { PreferenceCenterForm as Widget } from './preference-center-form.tsx';
