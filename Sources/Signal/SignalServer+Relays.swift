import SansIO

extension SignalServer {
  /// The parameters of a call for someone who has not joined yet: what they get of relays is bound
  /// to their address and little.
  mutating func parameters(
    _ options: CallOptions, _ route: SignalRoute, at now: Moment
  ) -> Response {
    let scope = mint.scope(of: route.visitor.address)
    let expires = now.unixSeconds + (configuration.relay?.addressKeySeconds ?? 0)
    let parameters = CallParameters(
      site: route.visitor.site, options: options, relayKey: relayKey(for: scope, expires: expires))
    var writer = JSONWriter()
    writer.beginObject()
    parameters.write(nil, to: &writer)
    if let servers = servers(for: scope, route.visitor, at: now) {
      writer.key("iceServers")
      servers.writeServers(to: &writer)
    }
    writer.endObject()
    return .json(writer.bytes, readableBy: route.readableBy)
  }

  /// The ICE configuration for who holds a key.
  mutating func iceConfiguration(
    _ key: String, _ route: SignalRoute, at now: Moment
  ) -> Response {
    guard
      let scope = mint.verify(key, from: route.visitor.address, at: now.unixSeconds),
      let servers = servers(for: scope, route.visitor, at: now)
    else {
      var response = Response(.forbidden)
      response.allow(route.readableBy)
      return response
    }
    return .json(servers.json, readableBy: route.readableBy)
  }

  /// A key for the ICE configuration, if there are relays.
  mutating func relayKey(for scope: RelayScope, expires: Int64) -> String? {
    configuration.relay == nil ? nil : mint.makeKey(for: scope, expires: expires)
  }

  private mutating func servers(
    for scope: RelayScope, _ visitor: Visitor, at now: Moment
  ) -> ICEConfiguration? {
    guard let relay = configuration.relay else { return nil }
    let username = scope.username(expires: now.unixSeconds + relay.credentialSeconds)
    return ICEConfiguration(
      relayURLs: relay.relayURLs(of: visitor.site), stunURLs: relay.stunURLs(of: visitor.site),
      username: username, password: mint.password(of: username), seconds: relay.credentialSeconds)
  }
}
