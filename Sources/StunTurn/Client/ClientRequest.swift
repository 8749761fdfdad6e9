import SansIO
import SignaldCrypto

/// One request with all that is needed to write it again.
struct ClientRequest {
  /// More than any request of ours has bytes: three texts of 763, a list of algorithms, peers,
  /// integrity.
  static let capacity = 3_072
  /// How many peers one CreatePermission asks for at most: it must fit any path.
  static let peerLimit = 8

  /// What is asked for.
  enum Purpose: Hashable {
    /// The client's own address.
    case binding
    /// An allocation.
    case allocate(TURNOptions)
    /// Longer life for the allocation; 0 seconds delete the allocation.
    case refresh(seconds: UInt32)
    /// Permissions, all or none.
    case createPermission([IPAddress])
    /// A channel.
    case channelBind(ChannelNumber, Endpoint)
  }

  /// What ties the answer to it.
  let id: TransactionID
  /// What is asked for.
  let purpose: Purpose
  /// The challenge it answers; `nil` sends it without credentials.
  let challenge: ClientChallenge?

  /// The STUN method.
  var method: Method {
    switch purpose {
    case .binding: .binding
    case .allocate: .allocate
    case .refresh: .refresh
    case .createPermission: .createPermission
    case .channelBind: .channelBind
    }
  }

  /// Writes it to the server; with a number it says which copy it is (RFC 7982), and is otherwise
  /// the same bit for bit.
  func send(
    over route: Route, transmission: UInt8? = nil, using authenticator: inout Authenticator,
    into outbox: inout Outbox
  ) {
    outbox.send(over: route, capacity: ClientRequest.capacity) { output in
      output.beginMessage(MessageType(method, .request), id: id)
      writePurpose(to: &output)
      if let transmission { output.append(transmission: transmission, response: 0) }
      if let challenge {
        challenge.write(to: &output)
        challenge.key.withBytes { key in
          output.append(challenge.integrity, key: key, using: &authenticator)
        }
      }
      output.appendFingerprint()
    }
  }

  private func writePurpose(to output: inout OutputRawSpan) {
    switch purpose {
    case .binding: break
    case .allocate(let options): options.write(to: &output)
    case .refresh(let seconds): output.append(.lifetime, uint32: seconds)
    case .createPermission(let peers):
      for peer in peers {
        // The port is ignored (RFC 8656 section 10.2).
        output.append(.xorPeerAddress, xor: Endpoint(address: peer, port: 0), id: id)
      }
    case .channelBind(let number, let peer):
      output.append(.channelNumber, uint32: UInt32(number.rawValue) << 16)
      output.append(.xorPeerAddress, xor: peer, id: id)
    }
  }
}
