// Runs before the page's own scripts and watches its connections from outside.
(() => {
  const Native = window.RTCPeerConnection;
  const NativeSocket = window.WebSocket;
  if (!Native || window.probe) return;
  const probe = { connections: [], sockets: [] };
  window.probe = probe;

  window.RTCPeerConnection = class RTCPeerConnection extends Native {
    constructor(configuration) {
      super(configuration);
      probe.connections.push(this);
    }
  };

  window.WebSocket = class WebSocket extends NativeSocket {
    constructor(...parts) {
      super(...parts);
      probe.sockets.push(this);
    }
  };

  const busy = (pair) => (pair.bytesSent || 0) + (pair.bytesReceived || 0);

  probe.sample = async () => {
    const pc = probe.connections.at(-1);
    if (!pc || pc.connectionState !== 'connected') return null;
    const report = await pc.getStats();
    const all = [...report.values()];
    const transport = all.find((entry) => entry.selectedCandidatePairId);
    const pair = transport ? report.get(transport.selectedCandidatePairId)
      : all.filter((entry) => entry.type === 'candidate-pair' && entry.nominated)
        .sort((a, b) => busy(b) - busy(a))[0];
    if (!pair) return null;
    const video = all.find((entry) => entry.type === 'inbound-rtp' && entry.kind === 'video');
    const audio = all.find((entry) => entry.type === 'inbound-rtp' && entry.kind === 'audio');
    const sum = (type, name) => all.filter((entry) => entry.type === type)
      .reduce((total, entry) => total + (entry[name] || 0), 0);
    return {
      connections: probe.connections.length,
      local: report.get(pair.localCandidateId)?.candidateType,
      over: report.get(pair.localCandidateId)?.relayProtocol,
      address: report.get(pair.localCandidateId)?.address,
      remote: report.get(pair.remoteCandidateId)?.candidateType,
      sent: sum('outbound-rtp', 'bytesSent'),
      received: sum('inbound-rtp', 'bytesReceived'),
      frames: video?.framesDecoded ?? 0,
      width: video?.frameWidth ?? 0,
      audioBytes: audio?.bytesReceived ?? 0,
    };
  };
})();
