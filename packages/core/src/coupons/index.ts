export { addCouponCodes, forgetCoupons, readCouponCode } from './codes.ts';
export { type CouponRequest, type GivenCoupon, giveCoupons } from './give-coupons.ts';
export { personData } from './person-data.ts';
export { listCouponPools, putCouponPool, readCouponPool, sampleCoupons } from './pools.ts';
