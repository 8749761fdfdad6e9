/** The other side of `?debug=loopback`: sends back what it receives, through the server. */

const LOOPBACK_ID = 'loopback_client_id';

/** Joins the room of `room` as its echo until `signal` ends it. */
export function echo(room, signal) {
  const { wss_url: url, room_id: roomid } = room.params;
  const socket = new WebSocket(url);
  const pc = new RTCPeerConnection();
  const send = (message) =>
    socket.send(JSON.stringify({ cmd: 'send', msg: JSON.stringify(message) }));
  let inbox = Promise.resolve();

  const receive = async (message) => {
    if (message.type === 'offer') {
      await pc.setRemoteDescription(message);
      for (const transceiver of pc.getTransceivers()) {
        transceiver.direction = 'sendrecv';
        await transceiver.sender.replaceTrack(transceiver.receiver.track);
      }
      await pc.setLocalDescription();
      send(pc.localDescription);
    } else if (message.type === 'candidate') {
      const { label: sdpMLineIndex, id: sdpMid, candidate } = message;
      await pc.addIceCandidate({ sdpMLineIndex, sdpMid, candidate });
    }
  };

  pc.onicecandidate = ({ candidate }) => {
    if (!candidate?.candidate) return;
    const { sdpMLineIndex: label, sdpMid: id } = candidate;
    send({ type: 'candidate', label, id, candidate: candidate.candidate });
  };
  socket.onopen = () =>
    socket.send(JSON.stringify({ cmd: 'register', roomid, clientid: LOOPBACK_ID }));
  socket.onmessage = ({ data }) => {
    const { msg } = JSON.parse(data);
    if (msg) inbox = inbox.then(() => receive(JSON.parse(msg))).catch(console.warn);
  };
  signal.addEventListener('abort', () => {
    socket.close();
    pc.close();
  });
}
