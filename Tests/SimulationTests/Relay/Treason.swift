import SansIO
import StunTurn
import TestSupport

/// A way in which a server under test betrays its clients, to see that it is noticed.
enum Treason: CaseIterable {
  /// Relays a Send indication to a peer without permission.
  case relaysUnpermitted
  /// Lets a peer without permission through to the client.
  case lendsPermission
  /// Names another peer than the one that sent.
  case namesAnotherPeer
  /// Sends on another channel than the peer's.
  case swapsChannels
  /// Changes a byte on the way to a peer.
  case mutilates
  /// Loses one packet of many that it should relay.
  case losesPackets
  /// Answers twice.
  case answersTwice
  /// Leaves some requests without an answer.
  case ignoresRequests
  /// Answers to another port than the request came from.
  case answersElsewhere
  /// Leaves relay sockets open.
  case keepsSockets
  /// Opens a socket for whoever asks for its address.
  case hostsStrangers
  /// Ends everything too late.
  case outlives
  /// Knows a user nobody else knows.
  case admitsMallory
  /// Lets permissions last longer than 300 seconds.
  case prolongsPermissions
  /// Lets channels last longer than 600 seconds.
  case prolongsChannels
  /// Keeps to other limits than it was told.
  case exceedsLimits

  /// What the failure has to say.
  var symptom: String {
    switch self {
    case .relaysUnpermitted: "unpermitted"
    case .lendsPermission: "got a Data indication unpermitted"
    case .namesAnotherPeer: "got another Data indication than it was owed"
    case .swapsChannels: "got other ChannelData than it was owed"
    case .mutilates: "got another payload than was sent"
    case .losesPackets: "nothing left"
    case .answersTwice: "got an answer"
    case .ignoresRequests: "was not answered"
    case .answersElsewhere: "got an answer to nothing"
    case .keepsSockets, .hostsStrangers, .outlives: "is open for nobody"
    case .prolongsPermissions, .prolongsChannels: "unpermitted"
    case .admitsMallory: "had success without credentials"
    case .exceedsLimits: "breaks a limit"
    }
  }
}
