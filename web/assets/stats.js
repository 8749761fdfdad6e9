/** Reads out of WebRTC's statistics what people want to know. */

/** Browsers differ in how they name the pair in use; the busiest nominated one is it. */
function selectedPair(report, entries) {
  const transport = entries.find((entry) => entry.selectedCandidatePairId);
  if (transport) return report.get(transport.selectedCandidatePairId);
  const traffic = (pair) => (pair.bytesSent ?? 0) + (pair.bytesReceived ?? 0);
  return entries.filter(({ type, nominated, state }) =>
    type === 'candidate-pair' && nominated && state === 'succeeded')
    .sort((a, b) => traffic(b) - traffic(a))[0];
}

/** A remote candidate met on the wire before it was signalled is known by its address. */
function signalled(candidate, entries) {
  if (candidate?.candidateType !== 'prflx') return candidate;
  return entries.find((entry) => entry.type === 'remote-candidate' && entry !== candidate
    && entry.candidateType !== 'prflx' && entry.address && entry.address === candidate.address
    && entry.port === candidate.port) ?? candidate;
}

const share = (part, whole) => (whole > 0 ? Math.max(0, part) / whole : 0);

/** Nothing is known about a rate from one moment alone; null says so. */
const bitsPerSecond = (now, before, seconds) =>
  (before === undefined ? null : Math.max(0, 8 * (now - before) / seconds));

const codecOf = (report, stream) => report.get(stream?.codecId)?.mimeType?.split('/')[1];

/** Facts of this moment; rates are since `before`, an earlier result, if there is one. */
export function readStats(report, before) {
  const entries = [...report.values()];
  const pair = selectedPair(report, entries);
  if (!pair) return null;
  const of = (type, kind) => entries.find((entry) => entry.type === type && entry.kind === kind);
  const video = of('inbound-rtp', 'video');
  const audio = of('inbound-rtp', 'audio');
  const transport = entries.find(({ type }) => type === 'transport');
  const inbound = entries.filter(({ type }) => type === 'inbound-rtp');
  const outbound = entries.filter(({ type }) => type === 'outbound-rtp');
  const sum = (list, name) => list.reduce((total, entry) => total + (entry[name] ?? 0), 0);
  // Not those of the pair: what comes in may come by another one than what goes out.
  const bytesIn = sum(inbound, 'bytesReceived');
  const bytesOut = sum(outbound, 'bytesSent');
  const lost = sum(inbound, 'packetsLost');
  const remote = entries.filter(({ type }) => type === 'remote-inbound-rtp');
  const at = pair.timestamp;
  const seconds = before ? Math.max(0.1, (at - before.at) / 1000) : 1;
  return {
    at,
    local: report.get(pair.localCandidateId),
    remote: signalled(report.get(pair.remoteCandidateId), entries),
    roundTripMs: pair.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1000,
    lossIn: share(lost, lost + sum(inbound, 'packetsReceived')),
    lossOut: remote.length ? sum(remote, 'fractionLost') / remote.length : 0,
    video: video?.frameWidth ? { width: video.frameWidth, height: video.frameHeight,
      framesPerSecond: Math.round(video.framesPerSecond ?? 0) } : null,
    bytesIn,
    bytesOut,
    rateIn: bitsPerSecond(bytesIn, before?.bytesIn, seconds),
    rateOut: bitsPerSecond(bytesOut, before?.bytesOut, seconds),
    codecs: [codecOf(report, video), codecOf(report, audio)].filter(Boolean),
    dtls: { FEFC: 'DTLS 1.3', FEFD: 'DTLS 1.2' }[transport?.tlsVersion] ?? 'DTLS',
    cipher: transport?.srtpCipher,
  };
}
