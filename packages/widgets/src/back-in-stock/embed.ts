export { BackInStockForm as Widget } from './back-in-stock-form.tsx';
