import SansIO
import StunTurn

extension NATDiscoveryPlan {
  /// Reads two endpoints with a comma between them.
  static func parse(_ text: String) throws(BadValue) -> NATDiscoveryPlan {
    let remedy =
      "write two addresses of this machine with two ports, like "
      + "192.0.2.1:3478,192.0.2.2:3479"
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let primary = Endpoint(parts[0]), let alternate = Endpoint(parts[1])
    else { throw BadValue(text, "is not two addresses with ports", remedy) }
    guard let plan = NATDiscoveryPlan(primary, alternate) else {
      throw BadValue(text, "needs two addresses of one family and two ports", remedy)
    }
    return plan
  }
}
