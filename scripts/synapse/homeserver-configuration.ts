import { join } from 'node:path';
import { stringify } from 'yaml';

/** How a Synapse is set up: for a run of the suites, as an operator finds it, or without delayed events. */
export type Setup = 'tuned' | 'default-limits' | 'switched-off';

/** By which administrators are registered: nothing of such a server is worth keeping from anybody on this machine. */
export const SHARED_SECRET = 'not a secret';

/** More requests in a second than anybody makes. */
const UNLIMITED = { per_second: 10_000, burst_count: 10_000 };

/** The rate limits that a run of the suites meets, out of the way. */
const NO_RATE_LIMITS = {
  rc_message: UNLIMITED,
  rc_registration: UNLIMITED,
  rc_login: { address: UNLIMITED, account: UNLIMITED, failed_attempts: UNLIMITED },
  rc_joins: { local: UNLIMITED, remote: UNLIMITED },
  rc_joins_per_room: UNLIMITED,
  rc_invites: { per_room: UNLIMITED, per_user: UNLIMITED, per_issuer: UNLIMITED },
  rc_room_creation: UNLIMITED,
  rc_delayed_event_mgmt: UNLIMITED,
};

/** What a run of the suites never asks for, and what only takes time from what it does. */
const NOTHING_BESIDES = {
  presence: { enabled: false },
  user_directory: { enabled: false },
  stats: { enabled: false },
  push: { enabled: false },
  // How many objects have to be made before it looks for circles among them, which takes a fifteenth of its time otherwise.
  gc_thresholds: [50_000, 50, 50],
  // Somebody else is to keep the directory of users, and to tell other servers of what happens: there is nobody who does.
  update_user_directory_from_worker: 'nobody',
  federation_sender_instances: ['nobody'],
};

/**
 * The configuration file of a Synapse that listens on the loopback interface and speaks to no other server.
 *
 * @param folder - where it keeps everything
 */
export function homeserverConfiguration(folder: string, port: number, setup: Setup): string {
  return stringify({
    server_name: 'localhost',
    report_stats: false,
    trusted_key_servers: [],
    signing_key_path: join(folder, 'signing.key'),
    media_store_path: join(folder, 'media'),
    log_config: join(folder, 'log.yaml'),
    macaroon_secret_key: 'not a secret',
    registration_shared_secret: SHARED_SECRET,
    enable_registration: true,
    enable_registration_without_verification: true,
    allow_guest_access: true,
    bcrypt_rounds: 4,
    listeners: [
      {
        port,
        bind_addresses: ['127.0.0.1'],
        type: 'http',
        tls: false,
        resources: [{ names: ['client'], compress: false }],
      },
    ],
    database: { name: 'sqlite3', args: { database: join(folder, 'homeserver.db') } },
    ...NOTHING_BESIDES,
    ...(setup === 'switched-off' ? {} : { max_event_delay_duration: '24h' }),
    ...(setup === 'default-limits'
      ? {}
      : { ...NO_RATE_LIMITS, experimental_features: { msc4140_max_delayed_events_per_user: 1_000 } }),
  });
}

/** What it writes down: no more than what went wrong, since every line takes time. */
export function logConfiguration(): string {
  return stringify({
    version: 1,
    disable_existing_loggers: false,
    formatters: { plain: { format: '%(asctime)s %(levelname)s %(name)s %(message)s' } },
    handlers: { stream: { class: 'logging.StreamHandler', formatter: 'plain' } },
    root: { level: 'WARNING', handlers: ['stream'] },
  });
}
