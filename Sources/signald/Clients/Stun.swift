import SansIO
import SignaldKit

/// Asks a STUN server for this machine's public address and prints it.
func stun(_ options: StunOptions) async throws(RuntimeError) {
  let dial = try await options.server.dial(options.client)
  let reflexive: STUNQuery.Reflexive
  do throws(ClientError) {
    reflexive = try await STUNQuery.ask(dial, within: options.client.timeout)
  } catch {
    throw RuntimeError(error, at: options.server)
  }
  guard options.client.asJSON else {
    let time = reflexive.roundTrip.map { ", \($0.milliseconds) ms" } ?? ""
    try Output.print("\(reflexive.endpoint)  as seen by \(options.server)\(time)\n")
    return
  }
  var object = JSONObject()
  object.set("server", "\(dial.endpoint)")
  object.set("transport", options.server.transport.rawValue)
  object.set("address", "\(reflexive.endpoint.address)")
  object.set("port", reflexive.endpoint.port)
  object.set("round_trip_ms", milliseconds: reflexive.roundTrip)
  if let loss = reflexive.loss {
    object.set("lost_requests", loss.requests)
    object.set("lost_responses", loss.responses)
  }
  try Output.print(object.line)
}
