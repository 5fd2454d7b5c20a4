import type { Permission, Role } from '@beckon/contract';
import { boolean, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant, texts } from '../db/index.ts';

export const apiKeys = pgTable('api_keys', {
  id: id('id', 'apk').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  name: text('name').notNull(),
  hash: bytes('hash').notNull(),
  lastFour: text('last_four').notNull(),
  scopes: texts<Permission>('scopes').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
  lastUsedAt: instant('last_used_at'),
});

/** This one and the next three are written by better-auth too. */
export const users = pgTable('users', {
  id: text('id').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  role: text('role').$type<Role>().notNull(),
  name: text('name').notNull(),
  email: text('email').notNull(),
  emailVerified: boolean('email_verified').notNull(),
  image: text('image'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const userSessions = pgTable('user_sessions', {
  id: text('id').primaryKey(),
  userId: text('user_id').notNull(),
  token: text('token').notNull(),
  expiresAt: instant('expires_at').notNull(),
  ipAddress: text('ip_address'),
  userAgent: text('user_agent'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const userAccounts = pgTable('user_accounts', {
  id: text('id').primaryKey(),
  userId: text('user_id').notNull(),
  accountId: text('account_id').notNull(),
  providerId: text('provider_id').notNull(),
  password: text('password'),
  accessToken: text('access_token'),
  refreshToken: text('refresh_token'),
  idToken: text('id_token'),
  accessTokenExpiresAt: instant('access_token_expires_at'),
  refreshTokenExpiresAt: instant('refresh_token_expires_at'),
  scope: text('scope'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const userVerifications = pgTable('user_verifications', {
  id: text('id').primaryKey(),
  identifier: text('identifier').notNull(),
  value: text('value').notNull(),
  expiresAt: instant('expires_at').notNull(),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

/** One-time links by which users set name and password. */
export const userLinks = pgTable('user_links', {
  tokenHash: bytes('token_hash').primaryKey(),
  tenantId: id('tenant_id', 'ten').notNull(),
  userId: text('user_id').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});

/** One-time links to set up the first shop of an installation. */
export const setUpLinks = pgTable('set_up_links', {
  tokenHash: bytes('token_hash').primaryKey(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
