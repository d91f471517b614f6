import type { Channels } from './alert-ports.ts';
import type { ChannelPorts } from './channel-ports.ts';
import { emailChannel, userEmailChannel } from './mail-channels.ts';
import { slackChannel } from './slack-channel.ts';
import { webhookChannel } from './webhook-channel.ts';

/** All ways out, over their ports. */
export function alertChannels(ports: ChannelPorts): Channels {
  return {
    event: { send: (alert) => ports.events.alertRaised(alert) },
    email: emailChannel(ports),
    'user-email': userEmailChannel(ports),
    slack: slackChannel(ports),
    webhook: webhookChannel(ports),
  };
}
