import SansIO

/// What clients read from answers.
extension Message {
  /// Comprehension-required attributes an answer to a client may carry; 4 and 5 are SOURCE-ADDRESS
  /// and CHANGED-ADDRESS, which servers that also speak RFC 3489 add and nobody needs.
  private static let understood: [AttributeType] = [
    .mappedAddress, .xorMappedAddress, .errorCode, .unknownAttributes, .realm, .nonce, .lifetime,
    .xorRelayedAddress, .xorPeerAddress, .data, .reservationToken, .channelNumber, .username,
    AttributeType(rawValue: 4), AttributeType(rawValue: 5),
  ]

  /// Whether nothing in it must be understood and is not (RFC 8489 sections 6.3.2 to 6.3.4).
  var isUnderstood: Bool { unknownRequired(besides: Message.understood, limit: 1).isEmpty }

  /// Whether this answers a request: success or failure.
  var isAnswer: Bool { kind == .success || kind == .failure }

  /// The client's address as the server sees it; MAPPED-ADDRESS serves if nothing else is there.
  var reflexiveAddress: Endpoint? {
    let plain = try? address(.mappedAddress)
    guard let endpoint = (try? xorAddress(.xorMappedAddress)) ?? plain, endpoint.isUsable else {
      return nil
    }
    return endpoint
  }

  /// The addresses of XOR-RELAYED-ADDRESS, two after a dual allocation (RFC 8656 section 7.2); none
  /// if one of them cannot be used.
  var relayedAddresses: [Endpoint] {
    var relayed: [Endpoint] = []
    var attributes = attributes
    while let attribute = attributes.next() {
      guard attribute.type == .xorRelayedAddress else { continue }
      guard let endpoint = Endpoint(xorAddress: attribute.value, id: id), endpoint.isUsable else {
        return []
      }
      relayed.append(endpoint)
    }
    return relayed
  }

  /// The server named by a 300, of the same family as the one that was asked.
  func alternateServer(insteadOf server: Endpoint?) -> Endpoint? {
    guard let alternate = try? address(.alternateServer), alternate.isUsable, alternate != server
    else { return nil }
    if let server, server.address.family != alternate.address.family { return nil }
    return alternate
  }
}

extension Endpoint {
  /// Whether something can be sent there.
  var isUsable: Bool { port != 0 && !address.isUnspecified && !address.isMulticast }
}
