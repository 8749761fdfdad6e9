import Reactor
import SansIO
import StunTurn

/// Prints whether a server started with these options would relay to a peer, and which rule says
/// so; answers whether it would.
func explainPeer(_ options: ExplainPeerOptions) throws(RuntimeError) -> Bool {
  let explanation = PeerExplanation(options, by: try policy(of: options.serve))
  try Output.print(options.asJSON ? explanation.json : explanation.text)
  return explanation.verdict.isAllowed
}

private func policy(of options: ServeOptions) throws(RuntimeError) -> PeerPolicy {
  let quiet = Log(level: .error, style: LogFormat.text.style)
  let listeners = ServePlan.usable(options.turn, log: quiet)
  let addresses: [IPAddress]
  do throws(SystemError) {
    addresses = try Interfaces.addresses(includingUnusable: true).map(\.address)
  } catch {
    throw .other("cannot list the addresses of this host: \(error)")
  }
  return PeerPolicy(
    PeerLists(allow: options.allowedPeers, deny: options.deniedPeers), users: options.userPeers,
    own: OwnPlaces(listeners: listeners + options.http + options.https, addresses: addresses),
    relays: try ServePlan.relays(options, listeners: listeners), relayPorts: options.relayPorts)
}
