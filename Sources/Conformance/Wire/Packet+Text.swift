import SansIO
import StunTurn

extension Packet: CustomStringConvertible {
  /// One line: class, method, and attributes with the values people look for.
  var description: String {
    let kind =
      switch type.kind {
      case .request: "request"
      case .indication: "indication"
      case .success: "success response"
      case .failure: "error response"
      }
    let broken = fault.map { " (\($0))" } ?? ""
    let list = fields.map { text(of: $0) }.joined(separator: ", ")
    return "\(type.method.name) \(kind)\(broken)" + (list.isEmpty ? "" : " with \(list)")
  }

  private func text(of field: Field) -> String {
    let name = field.type.name
    switch field.type {
    case .errorCode:
      let phrase = String(decoding: field.value.dropFirst(4), as: UTF8.self)
      return "\(name) \(errorCode ?? 0) \(phrase)"
    case .xorMappedAddress, .xorRelayedAddress, .xorPeerAddress:
      return Endpoint(xorAddress: field.value.raw, id: id).map { "\(name) \($0)" } ?? name
    case .lifetime where field.value.count == 4:
      return "\(name) \(field.value.raw.uint32(at: 0))"
    case .requestedTransport where field.value.count == 4: return "\(name) \(field.value[0])"
    case .requestedAddressFamily where field.value.count == 4,
      .additionalAddressFamily where field.value.count == 4:
      return "\(name) \(field.value[0])"
    case .channelNumber where field.value.count == 4:
      return "\(name) 0x\(String(field.value.uint16(at: 0), radix: 16))"
    case .unknownAttributes where field.value.count % 2 == 0:
      let types = stride(from: 0, to: field.value.count, by: 2).map {
        "0x\(String(field.value.uint16(at: $0), radix: 16))"
      }
      return "\(name) \(types.joined(separator: " "))"
    case .realm, .username, .software:
      return "\(name) \(String(decoding: field.value.prefix(64), as: UTF8.self))"
    case .integrityLength, .data: return "\(name) of \(field.value.count) bytes"
    default: return name
    }
  }
}

extension AttributeType {
  /// The one whose length is worth telling.
  fileprivate static var integrityLength: AttributeType { .messageIntegritySHA256 }

  private static let names: [AttributeType: String] = [
    .mappedAddress: "MAPPED-ADDRESS", .username: "USERNAME",
    .messageIntegrity: "MESSAGE-INTEGRITY", .errorCode: "ERROR-CODE",
    .unknownAttributes: "UNKNOWN-ATTRIBUTES", .realm: "REALM", .nonce: "NONCE",
    .messageIntegritySHA256: "MESSAGE-INTEGRITY-SHA256",
    .passwordAlgorithm: "PASSWORD-ALGORITHM", .userHash: "USERHASH",
    .xorMappedAddress: "XOR-MAPPED-ADDRESS", .passwordAlgorithms: "PASSWORD-ALGORITHMS",
    .alternateDomain: "ALTERNATE-DOMAIN", .software: "SOFTWARE",
    .alternateServer: "ALTERNATE-SERVER", .fingerprint: "FINGERPRINT",
    .channelNumber: "CHANNEL-NUMBER", .lifetime: "LIFETIME", .xorPeerAddress: "XOR-PEER-ADDRESS",
    .data: "DATA", .xorRelayedAddress: "XOR-RELAYED-ADDRESS",
    .requestedAddressFamily: "REQUESTED-ADDRESS-FAMILY", .evenPort: "EVEN-PORT",
    .requestedTransport: "REQUESTED-TRANSPORT", .dontFragment: "DONT-FRAGMENT",
    .reservationToken: "RESERVATION-TOKEN",
    .additionalAddressFamily: "ADDITIONAL-ADDRESS-FAMILY",
    .addressErrorCode: "ADDRESS-ERROR-CODE", .icmp: "ICMP", .changeRequest: "CHANGE-REQUEST",
    .padding: "PADDING", .responsePort: "RESPONSE-PORT", .responseOrigin: "RESPONSE-ORIGIN",
    .otherAddress: "OTHER-ADDRESS", .connectionID: "CONNECTION-ID",
    .mobilityTicket: "MOBILITY-TICKET", .accessToken: "ACCESS-TOKEN",
    .thirdPartyAuthorization: "THIRD-PARTY-AUTHORIZATION",
  ]

  /// The name of the registry, or the number.
  var name: String { AttributeType.names[self] ?? "0x\(String(rawValue, radix: 16))" }
}

extension Method {
  private static let names: [Method: String] = [
    .binding: "Binding", .allocate: "Allocate", .refresh: "Refresh", .send: "Send",
    .data: "Data", .createPermission: "CreatePermission", .channelBind: "ChannelBind",
    .connect: "Connect", .connectionBind: "ConnectionBind",
    .connectionAttempt: "ConnectionAttempt",
  ]

  /// The name of the registry, or the number.
  var name: String { Method.names[self] ?? "method 0x\(String(rawValue, radix: 16))" }
}
