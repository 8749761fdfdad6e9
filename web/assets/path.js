/** Says in words which way sound and picture go, and why. */

const protocols = { udp: 'UDP', tcp: 'TCP', tls: 'TLS' };
const networks = { wifi: 'Wi-Fi', ethernet: 'Ethernet', cellular: 'Mobile', vpn: 'VPN' };

const hostOf = (url) => /^turns?:(\[[^\]]+\]|[^:?]+)/.exec(url ?? '')?.[1];

const isLoopback = (host) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

const isSame = (host, other) => host === other || (isLoopback(host) && isLoopback(other));

function relayWords(local, policy, here) {
  const over = protocols[local.relayProtocol] ?? 'UDP';
  const host = hostOf(local.url);
  const server = !host || isSame(host, here) ? 'this server' : `the relay at ${host}`;
  const why = policy === 'relay' ? 'this page was asked to use nothing but the relay'
    : over === 'UDP' ? 'your networks allow no direct path'
      : 'your networks allow no direct path and no UDP';
  return {
    kind: 'relayed',
    short: `relayed over ${over}`,
    words: `Relayed over ${over} through ${server}: ${why}. The relay cannot read what it carries.`,
    hops: [['You', networks[local.networkType]], ['Relay', over], ['Them']],
  };
}

function theirRelayWords(local) {
  return {
    kind: 'relayed',
    short: 'relayed for the other side',
    words: 'Relayed on the other side: their network lets nothing in directly. The relay cannot '
      + 'read what it carries.',
    hops: [['You', networks[local.networkType]], ['Relay', 'theirs'], ['Them']],
  };
}

function directWords(local, remote) {
  const isPlain = local.candidateType === 'host' && remote.candidateType === 'host';
  const over = protocols[local.protocol] ?? 'UDP';
  const why = isPlain ? 'both computers reach each other by their own addresses'
    : 'the routers in between let both computers through to each other';
  return {
    kind: 'direct',
    short: `direct over ${over}`,
    words: `Direct: ${why}. No server carries sound or picture.`,
    hops: [['You', networks[local.networkType]], ['Them']],
  };
}

/** From the candidates in use, the ICE policy of the page and the server's host name. */
export function describePath({ local, remote }, policy, here) {
  if (!local || !remote) return null;
  if (local.candidateType === 'relay') return relayWords(local, policy, here);
  if (remote.candidateType === 'relay') return theirRelayWords(local);
  return directWords(local, remote);
}
