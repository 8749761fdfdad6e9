import CSignaldLinux
import Glibc

@testable import Reactor

/// Runs `body` on a thread of its own while this one does `work`, and waits for it.
func withThread(
  _ body: @escaping @Sendable () -> Void, while work: () throws -> Void
) throws {
  let thread = try LoopThread(name: "test", body)
  let result = Result { try work() }
  thread.join()
  try result.get()
}

enum Call {
  case socket, bind, connect, accept, receive, sendVectors, receiveMany, sendMany, sendOne
  case pollerWait

  var number: csys_call {
    switch self {
    case .socket: CSYS_CALL_SOCKET
    case .bind: CSYS_CALL_BIND
    case .connect: CSYS_CALL_CONNECT
    case .accept: CSYS_CALL_ACCEPT
    case .receive: CSYS_CALL_RECEIVE
    case .sendVectors: CSYS_CALL_SEND_VECTORS
    case .receiveMany: CSYS_CALL_RECEIVE_MANY
    case .sendMany: CSYS_CALL_SEND_MANY
    case .sendOne: CSYS_CALL_SEND_ONE
    case .pollerWait: CSYS_CALL_POLLER_WAIT
    }
  }

  /// Makes this thread's next calls fail.
  func fail(_ error: Int32, times: Int32 = 1) { csys_fail_next(number, error, times) }
  /// Makes this thread's next calls move at most so many bytes.
  func clip(_ bytes: Int32, times: Int32) { csys_clip_next(number, bytes, times) }
  /// How many ordered faults have not been met.
  var left: Int32 { csys_faults_left(number) }
}
